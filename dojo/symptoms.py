"""Facts read off a wrong result beside the right one: they can't be wrong, and speak where no known mistake fits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain, islice

import numpy as np

from dojo.compare import Difference
from dojo.nested import arrays_of
from dojo.questions import Question

_SAME = 1e-6
"""Two numbers are the same, for a fact, up to this relative error in float64."""
_NEAR = 1e-2
"""Below this relative error in every entry a result is nearly right."""
_ENOUGH = 3
"""Fewer entries than this may share a factor by chance."""
_AMONG_MANY = 8
"""Fewer entries than this may by chance be wrong just where one of several inputs is 0, say."""


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
        return [*_of_shapes(yours, expected), *_of_batches(question)][:1]
    if found.aspect != "values" or not _are_numbers(yours, expected):
        return []
    counted = np.result_type(yours, expected).kind != "f"  # a whole number, an id say, is not nearly another
    yours, expected = np.asarray(yours, np.float64), np.asarray(expected, np.float64)
    if yours.shape != expected.shape or not yours.size:
        return []
    with np.errstate(all="ignore"):  # a wrong result may be of any size
        facts = _of_values(yours, expected, question)
        return list(islice(facts if counted else chain(facts, _of_nearness(yours, expected)), 1))


def _are_numbers(*leaves) -> bool:
    return all(isinstance(leaf, (int, float, np.ndarray)) and np.asarray(leaf).dtype.kind in "biuf" for leaf in leaves)


def _of_shapes(yours: tuple, expected: tuple) -> Iterator[str]:
    if yours == () and len(expected) > 0:
        yield "Yours is one number: no axis is left. Which sum, mean or product should run along one axis alone?"
    if len(yours) > 1 and yours == expected[::-1]:
        yield "The axes are swapped: yours has the shape of the transpose."
    if len(yours) == len(expected) + 1:
        for axis, size in enumerate(yours):
            if size == 1 and yours[:axis] + yours[axis + 1 :] == expected:
                yield f"Axis {axis} was kept with size 1 (keepdims=True), and should be gone."
                return
    if len(yours) + 1 == len(expected):
        for axis, size in enumerate(expected):
            if size == 1 and expected[:axis] + expected[axis + 1 :] == yours:
                yield f"Axis {axis}, of size 1, is missing: keepdims=True keeps it."
                return
    if math.prod(yours) == math.prod(expected) and len(yours) != len(expected):
        yield "The number of entries is right, the axes are not."
    for more, fewer, words in ((yours, expected, "too many"), (expected, yours, "missing")):
        axes = [a for a in range(len(more)) if more[:a] + more[a + 1 :] == fewer]
        if len(axes) == 1 or (axes and len(set(more)) == 1):
            yield _of_an_axis(axes[-1], more, fewer, words)
            return


def _of_batches(question: Question) -> Iterator[str]:
    most = max((a.ndim for a in arrays_of((question.args, question.kwargs))), default=0)
    if most > 2:
        yield (
            f"An input has {most} axes here. Which step counts them from the front, as shape[0] or axis=0 do? Counted"
            " from the end, with -1 and -2, an axis has the same number in a batch."
        )


def _of_an_axis(axis: int, more: tuple, fewer: tuple, words: str) -> str:
    if words == "missing":
        return f"Axis {axis}, of size {more[axis]}, is missing: it was summed, averaged or indexed away, or never made."
    if more.count(more[axis]) > 1:
        return f"There is one axis too many: each of {more[axis]} meets each of {more[axis]}. Pair them one by one."
    return f"There is one axis too many, axis {axis} of size {more[axis]}. Which step should have taken it away?"


def _of_values(yours: np.ndarray, expected: np.ndarray, question: Question) -> Iterator[str]:
    bad = ~np.isfinite(yours) & np.isfinite(expected)
    if np.any(bad):
        yield from _of_overflow(yours, bad)
        return
    if not np.all(np.isfinite(yours) & np.isfinite(expected)):
        return
    wrong = ~_alike(yours, expected)
    if not np.any(wrong):
        yield from _of_sums(yours, expected)
        yield from _of_precision(yours, expected, question)
        return
    yield from _of_order(yours, expected)
    yield from _of_functions(yours, expected)
    yield from _of_factors(yours, expected, question)
    yield from _of_places(wrong, question)
    yield from _of_sums(yours, expected)
    yield from _of_offsets(yours, expected, question)


def _of_nearness(yours: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    if not np.all(np.isfinite(yours) & np.isfinite(expected)):
        return
    error = np.max(np.abs(yours - expected) / np.abs(expected), where=~_alike(yours, expected), initial=0.0)
    if 0 < error < _NEAR:
        yield (
            f"Yours is nearly right, with a relative error of at most {error:.0e}. Is a step, a limit or a"
            " number that is added of the wrong size?"
        )


def _of_offsets(yours: np.ndarray, expected: np.ndarray, question: Question) -> Iterator[str]:
    """The same amount in every entry, or in every entry of a slice; its name where the inputs have that number."""
    offset = yours - expected
    if offset.size < _ENOUGH or not np.ptp(expected):
        return
    first = offset.flat[0]
    if np.all(np.abs(offset - first) <= _SAME * np.maximum(np.abs(yours), np.abs(expected))):
        inputs = [a for a in arrays_of((question.args, question.kwargs)) if a.size and a.dtype.kind in "iuf"]
        names = (("largest", np.max), ("smallest", np.min), ("mean", np.mean), ("sum", np.sum))
        known = [name for a in inputs for name, f in names if np.abs(f(a) - np.abs(first)) <= _SAME * np.abs(first)]
        named = f": the {known[0]}{' number' * (known[0][-3:] == 'est')} of an input" if known else ""
        yield f"Every entry is off by the same amount, {first:+.4g}{named}."


def _alike(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.abs(one - other) <= _SAME * np.maximum(np.abs(one), np.abs(other)) + 1e-300


def _of_overflow(yours: np.ndarray, bad: np.ndarray) -> Iterator[str]:
    kinds = {"nan": np.isnan(yours) & bad, "inf": np.isinf(yours) & bad}
    names = " and ".join(name for name, where in kinds.items() if np.any(where))
    where = "everywhere" if bad.all() else f"in {bad.sum()} of {bad.size} entries"
    yield f"There is {names} {where} where an ordinary number is due. Which step overflows, or divides 0 by 0?"


def _of_precision(yours: np.ndarray, expected: np.ndarray, question: Question) -> Iterator[str]:
    floats = {a.dtype for a in arrays_of((question.args, question.kwargs)) if a.dtype.kind == "f"}
    with np.errstate(all="ignore"):
        error = np.max(np.abs(yours - expected) / np.maximum(np.abs(expected), np.max(np.abs(expected)) * 1e-3))
    if floats <= {np.dtype(np.float64)} and 1e-9 < error < _SAME:
        if np.array_equal(yours, yours.astype(np.float32)):
            yield "Each entry is a float32 number: somewhere the computation left float64."
        else:
            yield (
                f"The relative error is about {error:.0e}, and rounding in float64 makes one of about 1e-16. Either a"
                " step runs in float32, or something small was added, or a step is too large or too small."
            )


def _of_sums(yours: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """Whether distributions are due, and what yours sum to."""
    if np.any(expected < 0) or yours.ndim == 0:
        return
    mine, due = ({a for a in range(x.ndim) if _sum_to_one(x, a)} for x in (yours, expected))
    if len(due) != 1 or mine & due:
        return
    (axis,) = due
    where = f" along axis {axis}" if yours.ndim > 1 else ""
    if mine:
        yield f"Yours sums to 1 along axis {min(mine)}, and should sum to 1{where}."
        return
    sums = np.sum(yours, axis=axis)
    total = sums[np.unravel_index(np.argmax(np.abs(sums - 1)), sums.shape)]
    yield f"The entries should sum to 1{where}, and yours sum to {total:.8g}."


def _sum_to_one(x: np.ndarray, axis: int) -> bool:
    return x.shape[axis] > 1 and bool(np.all(np.abs(np.sum(x, axis=axis) - 1) < 1e-12 * x.shape[axis]))


_FUNCTIONS = {
    "the natural logarithm of": np.log,
    "minus the logarithm of": lambda x: -np.log(x),
    "the exponential of": np.exp,
    "the square of": np.square,
    "the square root of": np.sqrt,
    "1 divided by": lambda x: 1 / x,
    "1 minus": lambda x: 1 - x,
    "the magnitude, without the sign, of": np.abs,
    "never below 0, and otherwise": lambda x: np.maximum(x, 0),
}


def _of_functions(yours: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """A last step too many, or one that is missing: yours is a function of what is expected, entry by entry."""
    many = np.unique(expected).size >= _ENOUGH
    if not many and (yours.size > 1 or expected.item().is_integer() or yours.item().is_integer()):
        return  # so few numbers, or such round ones, may agree by chance
    for name, function in _FUNCTIONS.items():
        result = function(expected)
        if np.all(np.isfinite(result)) and np.all(_alike(yours, result)):
            yield f"{'Each entry' if yours.size > 1 else 'Yours'} is {name} what is expected."
            return
    for axis in range(yours.ndim) if many else ():
        if yours.shape[axis] >= _ENOUGH and np.all(_alike(yours, np.cumsum(expected, axis))):
            yield f"Yours is the running sum, along axis {axis}, of what is expected."
            return


def _of_order(yours: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """The right entries in the wrong places, or with the wrong sign."""
    if np.all(_alike(yours, -expected)) and np.any(expected):
        yield "Every entry has the opposite sign."
        return
    if yours.size < _ENOUGH or not np.ptp(expected):
        return
    if yours.ndim > 1 and yours.shape[-1] == yours.shape[-2] and np.all(_alike(yours, np.swapaxes(expected, -1, -2))):
        yield "Yours is the transpose of what is expected: the last two axes are swapped."
    for axis in range(yours.ndim):
        if yours.shape[axis] < 2:
            continue
        if np.all(_alike(yours, np.flip(expected, axis))):
            yield f"The entries are right, but reversed along axis {axis}."
        elif yours.shape[axis] > 2:
            for step in (1, -1):
                if np.all(_alike(yours, np.roll(expected, step, axis))):
                    yield f"The entries are right, but shifted by one along axis {axis}."
    if np.all(_alike(np.sort(yours, axis=None), np.sort(expected, axis=None))):
        yield "The entries are right, but in another order."


def _of_factors(yours: np.ndarray, expected: np.ndarray, question: Question) -> Iterator[str]:
    used = expected != 0
    if not np.any(used) or np.any(yours[~used]):
        return
    ratios = yours[used] / expected[used]
    if np.all(_alike(ratios, np.full_like(ratios, ratios[0]))):
        name = _name_of(ratios[0], question)
        if name or (used.sum() >= _ENOUGH and ratios[0] != 0):
            many = "Every entry is" if yours.size > 1 else "Yours is"
            yield f"{many} {ratios[0]:.6g} times what is expected{name}."
        return
    for axis in range(yours.ndim) if yours.ndim > 1 else ():
        if yours.shape[axis] >= _ENOUGH and np.all(used):
            factor = yours / expected
            if np.all(_alike(factor, np.broadcast_to(np.take(factor, [0], axis), factor.shape))):
                yield f"Each slice along axis {axis} is off by a factor of its own."
                return


def _name_of(ratio: float, question: Question) -> str:
    """What a factor may come from: a size of the inputs, or ln 2."""
    sizes = {n for a in arrays_of((question.args, question.kwargs)) for n in (*a.shape, a.size) if n > 1}
    known = {"2": 2.0, "1/2": 0.5, "ln 2": math.log(2), "1/ln 2": 1 / math.log(2)}
    for n in sorted(sizes):
        known |= {f"n = {n}": n, f"1/n with n = {n}": 1 / n, f"the root of n = {n}": math.sqrt(n)}
        known |= {f"1/(n ln 2) with n = {n}": 1 / (n * math.log(2))}
        if n > 2:
            known |= {f"n/(n-1) with n = {n}": n / (n - 1), f"(n-1)/n with n = {n}": (n - 1) / n}
    for name, value in known.items():
        if abs(ratio - value) <= _SAME * value:
            return f" ({name})"
    return ""


def _of_places(wrong: np.ndarray, question: Question) -> Iterator[str]:
    """Where a result is wrong, when it is right elsewhere."""
    if wrong.all() or wrong.size < _ENOUGH:
        return
    inputs = list(arrays_of((question.args, question.kwargs)))
    for a in inputs if len(inputs) == 1 or wrong.size >= _AMONG_MANY else ():
        if a.shape != wrong.shape or a.dtype.kind not in "iuf":
            continue
        for name, where in (("zero", a == 0), ("negative", a < 0), ("positive", a > 0)):
            for word, same in (("except", wrong), ("only", ~wrong)):
                if np.array_equal(where, same):
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
        if wrong.shape[axis] <= _ENOUGH:
            continue
        moved = np.moveaxis(wrong, axis, 0)
        for name, index in (("first", 0), ("last", -1)):
            if moved[index].all() and not np.delete(moved, index, 0).any():
                yield f"Only the {name} along axis {axis} is wrong; the others are right."
                return
            if not moved[index].any() and np.delete(moved, index, 0).all():
                yield f"Only the {name} along axis {axis} is right; the others are wrong."
                return
