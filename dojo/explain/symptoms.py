"""Facts read off a wrong result beside the right one: they can't be wrong, and speak where no known mistake fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice

import numpy as np

from dojo.base.nested import arrays_of
from dojo.base.questions import Question
from dojo.explain.agreement import SAME, beside_one, by_chance, same
from dojo.explain.facts import Fact
from dojo.explain.relations import functions, relations
from dojo.explain.shape_symptoms import shape_symptoms
from dojo.truth.compare import Difference

_NEAR = 1e-2
"""Below this relative error in every entry a result is nearly right."""
_ROUNDING, _SINGLE = 1e-12, 1e-9
"""Relative errors that rounding in float64 seldom makes, and that a step in float32 makes at least."""
_SINGLE_ON_TORCH = (
    "On torch, an array made without a dtype is float32, as xp.zeros(n) is: give it dtype=x.dtype, or use"
    " xp.zeros_like(x)."
)
_NOT_CHOSEN = (
    "The backward pass also goes through the branch that xp.where does not choose, and 0 times inf is NaN: choose"
    " before the step that overflows, not after it."
)


def symptoms(found: Difference, question: Question) -> list[str]:
    """What can be said for sure of a difference, the most telling first; one or two sentences.

    Parameters
    ----------
    found : Difference
        Where the results part.
    question : Question
        What was asked.
    """
    yours, expected = found.yours, found.expected
    if found.aspect == "shape":
        return list(islice(shape_symptoms(np.asarray(yours), np.asarray(expected), question), 1))
    if found.aspect == "type" and _are_texts(yours) and _are_texts(expected):
        return list(islice(_of_texts(", ".join(yours), ", ".join(expected)), 1))
    if found.aspect == "values" and isinstance(yours, str) and isinstance(expected, str):
        return list(islice(_of_texts(yours, expected), 1))
    if found.aspect != "values" or not _are_numbers(yours, expected):
        return []
    counted = np.result_type(yours, expected).kind != "f"  # a whole number, an id say, is not nearly another
    yours, expected = np.asarray(yours, np.float64), np.asarray(expected, np.float64)
    if yours.shape != expected.shape or not yours.size or (counted and by_chance(yours.size)):
        return []
    with np.errstate(all="ignore"):  # a wrong result may be of any size
        facts = _of_values(yours, expected, question)
        return list(
            islice(
                facts
                if counted
                else chain(facts, _of_cancellation(yours, expected, question), _of_nearness(yours, expected, question)),
                1,
            )
        )


def _are_texts(value) -> bool:
    return isinstance(value, list) and len(value) > 0 and all(isinstance(entry, str) for entry in value)


def _are_numbers(*leaves) -> bool:
    return all(isinstance(leaf, (int, float, np.ndarray)) and np.asarray(leaf).dtype.kind in "biuf" for leaf in leaves)


def _of_texts(yours: str, expected: str) -> Iterator[str]:
    """What two texts have in common."""
    mine, due = re.findall(r"\w+", yours), re.findall(r"\w+", expected)
    if not yours:
        yield "There is no text at all."
    elif yours.split() == expected.split():
        yield "The words are right, the spaces are not."
    elif yours.casefold() == expected.casefold():
        yield "Only upper and lower case differ."
    elif mine == due:
        yield "The words are right, the characters between them are not."
    elif sorted(mine) == sorted(due):
        yield "The words are right, but in the wrong order."
    elif len(due) > 1 and set(mine) < set(due):
        yield f"Missing: {', '.join(word for word in dict.fromkeys(due) if word not in mine)}."
    elif mine and set(due) < set(mine):
        yield f"Too many: {', '.join(word for word in dict.fromkeys(mine) if word not in due)}."
    elif len(due) > 1 and set(mine) & set(due):
        wrong = [f"{one} where {other} is expected" for one, other in zip(mine, due, strict=False) if one != other]
        yield from [f"There is {wrong[0]}."] if len(mine) == len(due) else []


def _of_values(yours: np.ndarray, expected: np.ndarray, question: Question) -> Iterator[str]:
    bad = ~np.isfinite(yours) & np.isfinite(expected)
    if np.any(bad):
        due = np.isinf(expected)
        if np.any(due) and np.all(np.isinf(yours[due | bad])):
            where = f"in {bad.sum()} of {bad.size} entries"
            yield f"Yours is {yours[bad][0]} {where} where a number is expected: too much is masked."
        else:
            yield from _of_overflow(yours, bad, question)
        return
    yield from _of_limits(yours, expected)
    if not np.all(np.isfinite(yours) & np.isfinite(expected)):
        return
    wrong = ~same(yours, expected)
    if not np.any(wrong) or np.max(np.abs(yours - expected)) < _SINGLE * np.max(np.abs(expected)):
        yield from _of_sums(yours, expected)
        yield from _of_precision(yours, expected, question)
        return
    yield from _of_order(yours, expected)
    yield from functions(yours, expected)
    yield from _of_sums(yours, expected)
    yield from relations(yours, expected, question)
    yield from _of_places(wrong, question)


def _of_nearness(yours: np.ndarray, expected: np.ndarray, question: Question) -> Iterator[str]:
    if not np.all(np.isfinite(yours) & np.isfinite(expected)):
        return
    error = np.max(np.abs(yours - expected) / np.abs(expected), where=~same(yours, expected), initial=0.0)
    if 0 < error < _NEAR:
        asks = "Does a step, a limit or an added number have the wrong size?"
        if any(array.dtype == np.float32 for array in question.arrays):
            asks = f"Is a difference of nearly equal numbers taken in float32, which leaves few digits? {asks}"
        yield f"Yours is nearly right, with a relative error of at most {error:.0e}. {asks}"


def _of_overflow(yours: np.ndarray, bad: np.ndarray, question: Question) -> Iterator[str]:
    kinds = {"nan": np.isnan(yours) & bad, "inf": np.isinf(yours) & bad}
    names = " and ".join(name for name, where in kinds.items() if np.any(where))
    where = "everywhere" if bad.all() else f"in {bad.sum()} of {bad.size} entries"
    told = f"There is {names} {where} where an ordinary number is expected. Which step overflows, or divides 0 by 0?"
    yield f"{told} {_NOT_CHOSEN}" if question.is_gradient and "nan" in names else told


def _of_limits(yours: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """An infinity or a NaN that is due, and lost."""
    infinite, undefined = np.isinf(expected) & np.isfinite(yours), np.isnan(expected) & ~np.isnan(yours)
    if np.any(infinite):
        where = "" if yours.size == 1 else f" in {infinite.sum()} of {yours.size} entries"
        yield (
            f"{'-' * bool(np.all(expected[infinite] < 0))}inf is expected{where}, and yours is finite there."
            " Do you clip a number, replace it, or keep it away from 0?"
        )
    elif np.any(undefined):
        yield f"NaN is expected in {undefined.sum()} of {yours.size} entries, and yours has numbers there."


def _of_precision(yours: np.ndarray, expected: np.ndarray, question: Question) -> Iterator[str]:
    floats = {a.dtype for a in arrays_of((question.args, question.kwargs)) if a.dtype.kind == "f"}
    with np.errstate(all="ignore"):
        error = np.max(np.abs(yours - expected) / np.maximum(np.abs(expected), np.max(np.abs(expected)) * 1e-3))
    if not floats <= {np.dtype(np.float64)} or not _ROUNDING < error < SAME:
        return
    off = f"The relative error is about {error:.0e}"
    told = f"{off}, and rounding in float64 makes one of about 1e-16."
    if np.array_equal(yours, yours.astype(np.float32)):
        left = "Each entry is a float32 number: somewhere the computation left float64."
        yield f"{left} {_SINGLE_ON_TORCH}" if question.on_torch else left
    elif question.on_torch:
        yield f"{off}. {_SINGLE_ON_TORCH} If there is none, was something small added?"
    elif error > _SINGLE:
        yield (
            f"{told} Perhaps a step runs in float32, something is clipped or something small added, a step is too large"
            " or too small, or a loop stops too soon."
        )
    else:
        yield (
            f"{told} Perhaps something is clipped or something small added, a small part runs in float32, a large"
            " number stands for infinity, two large numbers that are nearly equal were subtracted, or a loop stops"
            " too soon."
        )


def _of_cancellation(yours: np.ndarray, expected: np.ndarray, question: Question) -> Iterator[str]:
    """Digits that squares of large inputs lose."""
    floats = [np.abs(a) for a in arrays_of((question.args, question.kwargs)) if a.dtype == np.float64]
    size = max((np.max(a, where=np.isfinite(a), initial=0.0) for a in floats), default=0.0)
    right = np.max(np.abs(expected))
    if np.isfinite(yours).all() and 0 < right < size * SAME:
        error, eps = np.max(np.abs(yours - expected)), np.finfo(np.float64).eps
        if 8 * eps * size < error < 64 * eps * size**2:
            yield (
                f"The inputs are about {size / right:.0e} times as large as the result. Where such numbers, or their"
                " squares, are subtracted from each other, its digits are lost. Subtract first, then square and add."
            )


def _of_sums(yours: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """What yours sum to, where distributions are due."""
    if np.any(expected < 0) or yours.ndim == 0:
        return
    mine, due = ({a for a in range(x.ndim) if _sum_to_one(x, a)} for x in (yours, expected))
    if len(due) != 1 or mine & due:
        return
    (axis,) = due
    where = f" along axis {axis}" if yours.ndim > 1 else ""
    if mine:
        yield f"Yours sums to 1 along axis {min(mine)}, but should sum to 1{where}."
        return
    sums = np.sum(yours, axis=axis)
    total = sums[np.unravel_index(np.argmax(np.abs(sums - 1)), sums.shape)]
    yield f"The entries should sum to 1{where}, but yours sum to {beside_one(total, 8)}."


def _sum_to_one(x: np.ndarray, axis: int) -> bool:
    return x.shape[axis] > 1 and bool(np.all(np.abs(np.sum(x, axis=axis) - 1) < 1e-12 * x.shape[axis]))


def _of_order(yours: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """The right entries in the wrong places, or with the wrong sign."""
    if np.all(same(yours, -expected)) and np.any(expected):
        words = "Every entry has the opposite sign." if yours.size > 1 else "Yours has the opposite sign."
        yield Fact(words, np.negative)
        return
    if by_chance(yours.size) or not np.ptp(expected):
        return
    if yours.ndim > 1 and yours.shape[-1] == yours.shape[-2] and np.all(same(yours, np.swapaxes(expected, -1, -2))):
        words = "Yours is the transpose of what is expected: the last two axes are swapped."
        yield Fact(words, lambda x: np.swapaxes(x, -1, -2))
    for axis in range(yours.ndim):
        if yours.shape[axis] < 2 + by_chance(np.unique(expected).size):  # a pair of ranks is reversed by chance
            continue
        if np.all(same(yours, np.flip(expected, axis))):
            yield Fact(f"The entries are right, but reversed along axis {axis}.", partial(np.flip, axis=axis))
        elif yours.shape[axis] > 2:
            for step in (1, -1):
                if np.all(same(yours, np.roll(expected, step, axis))):
                    words = f"The entries are right, but shifted by one along axis {axis}."
                    yield Fact(words, partial(np.roll, shift=step, axis=axis))
    if np.all(same(np.sort(yours, axis=None), np.sort(expected, axis=None))):
        yield "The entries are right, but in the wrong order."


def _of_places(wrong: np.ndarray, question: Question) -> Iterator[str]:
    """Where a result is wrong, when it is right elsewhere."""
    if wrong.all() or by_chance(wrong.size):
        return
    inputs = list(arrays_of((question.args, question.kwargs)))
    ways = 2 * len(inputs) - 1  # the more inputs, the more of them agree
    for a in inputs if not by_chance(wrong.size, ways) else ():
        if a.shape != wrong.shape or a.dtype.kind not in "iuf":
            continue
        for name, where in (("zero", a == 0), ("negative", a < 0), ("positive", a > 0)):
            for word, places in (("except", wrong), ("only", ~wrong)):
                if np.array_equal(where, places):
                    yield f"It is right {word} where the input is {name}."
                    return
        sizes = np.abs(a.astype(np.float64))
        most = np.max(sizes, where=~wrong, initial=0.0)
        least = np.min(sizes, where=wrong, initial=np.inf)
        if np.isfinite(a).all() and 0 < 10 * most <= least:
            yield f"It is right for inputs up to {most:.4g}, and wrong from {least:.4g} on: is something limited?"
            return
    if wrong.ndim > 1 and wrong.shape[-1] == wrong.shape[-2] > 1:
        diagonal = np.broadcast_to(np.eye(wrong.shape[-1], dtype=bool), wrong.shape)
        for name, where in (("Only the diagonal is wrong", diagonal), ("Only the diagonal is right", ~diagonal)):
            if np.array_equal(wrong, where):
                yield f"{name}."
                return
    for axis in range(wrong.ndim):
        if by_chance(wrong.shape[axis] - 1):
            continue
        moved = np.moveaxis(wrong, axis, 0)
        for name, index in (("first", 0), ("last", -1)):
            if moved[index].all() and not np.delete(moved, index, 0).any():
                yield f"Only the {name} entry along axis {axis} is wrong; the others are right."
                return
            if not moved[index].any() and np.delete(moved, index, 0).all():
                yield f"Only the {name} entry along axis {axis} is right; the others are wrong."
                return
