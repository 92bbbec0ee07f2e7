"""Facts read off a wrong result beside the right one: they can't be wrong, and speak where no known mistake fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice

import numpy as np

from dojo.engine.base.questions import Question
from dojo.engine.explain.agreement import SAME, beside_one, by_chance, same, says_enough
from dojo.engine.explain.facts import Fact
from dojo.engine.explain.further import Pair, pooled
from dojo.engine.explain.relations import are_truths, functions, relations
from dojo.engine.explain.shape_symptoms import shape_symptoms, where_they_part
from dojo.engine.explain.text_symptoms import are_texts, name_symptoms, text_symptoms
from dojo.engine.truth.compare import Difference

_NEAR = 1e-2
"""Below this relative error in every entry a result is nearly right."""
_ROUNDING, _SINGLE = 1e-12, 1e-9
"""Relative errors that rounding in float64 seldom makes, and that a step in float32 makes at least."""
_A_FEW_SINGLES = 3e-6
"""What some steps in float32 come to, beside the largest entry: small entries lose more of theirs."""
_SINGLE_ON_TORCH = (
    "On torch, an array made without a dtype is float32, as xp.zeros(n) is: give it dtype=x.dtype, or use"
    " xp.zeros_like(x). And .float() makes float32 of whatever came in."
)
_NOT_CHOSEN = (
    "The backward pass also goes through the branch that xp.where does not choose, and 0 times inf is NaN: choose"
    " before the step that overflows, not after it."
)


def symptoms(
    apart: Difference,
    question: Question,
    further: Sequence[Pair] = (),
    holds: Callable[[str], bool] = bool,
    fewest: Callable[[], int] = int,
) -> list[str]:
    """Say what is sure of a difference, the most telling; one or two sentences.

    Parameters
    ----------
    apart : Difference
        Where the results part.
    question : Question
        What was asked.
    further : sequence of Pair
        What was answered to further questions, of the shape of this result: what is said must hold there, too.
    holds : callable
        Whether nothing else contradicts a fact of numbers.
    fewest : callable
        Gives the fewest axes that a question of this kind has: where all have as many, none has a batch.
    """
    yours, expected = apart.yours, apart.expected
    if apart.aspect == "type" and isinstance(yours, dict) and isinstance(expected, dict):
        return list(name_symptoms(yours, expected))
    with np.errstate(all="ignore"):  # a wrong result may be of any size
        return list(islice(filter(holds, _facts(apart, question, further, fewest)), 1))


def _facts(apart: Difference, question: Question, further: Sequence[Pair], fewest: Callable) -> Iterator[str]:
    """All that can be said, the most telling first."""
    yours, expected = apart.yours, apart.expected
    if apart.aspect == "shape":
        yield from shape_symptoms(np.asarray(yours), np.asarray(expected), question, fewest)
    elif isinstance(yours, set) and isinstance(expected, set) and yours & expected:
        yield " ".join(name_symptoms(yours, expected))
    elif apart.aspect == "type" and are_texts(yours) and are_texts(expected):
        yield from text_symptoms(", ".join(yours), ", ".join(expected))
    elif apart.aspect == "type" and isinstance(yours, (list, tuple)) and isinstance(expected, (list, tuple)):
        yield from where_they_part(list(yours), list(expected))
    elif apart.aspect == "values" and isinstance(yours, str) and isinstance(expected, str):
        yield from text_symptoms(yours, expected)
    elif apart.aspect == "values" and _are_numbers(yours, expected):
        yield from _of_whole_numbers(yours, expected)
        yield from _of_numbers(yours, expected, question, further)


def _are_numbers(*leaves) -> bool:
    return all(isinstance(leaf, (int, float, np.ndarray)) and np.asarray(leaf).dtype.kind in "biuf" for leaf in leaves)


def _of_whole_numbers(yours, expected) -> Iterator[str]:
    """Digits that whole numbers lose in a dtype that does not hold them."""
    yours, expected = np.asarray(yours), np.asarray(expected)
    if {yours.dtype.kind, expected.dtype.kind} - {"i", "u"} or yours.shape != expected.shape or not yours.size:
        return
    wrong = [(int(mine), int(due)) for mine, due in zip(yours.flat, expected.flat, strict=True) if mine != due]
    if all(mine == int(float(due)) for mine, due in wrong):
        yield "A float64 holds whole numbers up to 2^53, and these are larger: stay among integers on the way."
    for bits in (32, 16, 8):
        half = 2 ** (bits - 1)
        if all((mine - due) % 2**bits == 0 and -half <= mine < 2 * half <= 2 * abs(due) for mine, due in wrong):
            yield f"Yours is off by a multiple of 2^{bits}: an integer of {bits} bits overflows on the way."


def _of_numbers(yours, expected, question: Question, further: Sequence[Pair]) -> Iterator[str]:
    kind = np.result_type(yours, expected).kind
    counted = kind != "f"  # a whole number, an id say, is not nearly another
    yours, expected = np.asarray(yours, np.float64), np.asarray(expected, np.float64)
    results = [Pair(question, yours, expected), *further]
    if yours.shape != expected.shape or not yours.size or (counted and by_chance(yours.size * len(results))):
        return
    yield from _of_values(results)
    yield from _of_truths(yours, expected, *(("true", "false") if kind == "b" else ("1", "0")))
    if not counted:
        yield from _of_cancellation(yours, expected, question)
        yield from _of_single_precision(yours, expected, question)
        yield from _of_nearness(yours, expected, question)
    yield from _of_further_places(results)


def _of_values(results: list[Pair]) -> Iterator[str]:
    question, yours, expected = results[0].question, results[0].yours, results[0].expected
    bad, due = ~np.isfinite(yours) & np.isfinite(expected), np.isinf(expected)
    if np.any(bad) and np.any(due) and np.all(np.isinf(yours[due | bad])):
        where = f"in {bad.sum()} of {bad.size} entries"
        yield f"Yours is {yours[bad][0]} {where} where a number is expected. Is too much masked?"
    elif np.any(bad):
        yield from _of_overflow(yours, bad, question)
    yield from _of_limits(yours, expected)
    if not np.all(np.isfinite(yours) & np.isfinite(expected)):
        return
    wrong = ~same(yours, expected)
    if not np.any(wrong) or np.max(np.abs(yours - expected)) < _SINGLE * np.max(np.abs(expected)):
        yield from _of_sums(yours, expected)
        yield from _of_precision(results)
        return
    yield from _of_order(results)
    yield from functions(results)
    yield from _of_sums(yours, expected)
    yield from relations(results)
    yield from _of_places(results)


def _of_single_precision(yours: np.ndarray, expected: np.ndarray, question: Question) -> Iterator[str]:
    """Of float64, no more digits than a step in float32 leaves: an angle, a softmax."""
    floats = {a.dtype for a in question.arrays if a.dtype.kind == "f"}
    if floats != {np.dtype(np.float64)} or not np.all(np.isfinite(yours) & np.isfinite(expected)):
        return
    error = np.max(np.abs(yours - expected)) / max(np.max(np.abs(expected)), np.finfo(np.float64).tiny)
    if _SINGLE < error < _A_FEW_SINGLES:
        off = f"Yours is off by at most {error:.0e} of the largest entry, as a step in float32 makes it."
        yield f"{off} {_SINGLE_ON_TORCH}" if question.on_torch else f"{off} Which step leaves float64?"


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
    kinds = {"nan": np.isnan(yours), "inf": np.isposinf(yours), "-inf": np.isneginf(yours)}
    names = " and ".join(name for name, where in kinds.items() if np.any(where & bad))
    where = "everywhere" if bad.all() else f"in {bad.sum()} of {bad.size} entries"
    fact = f"There is {names} {where} where an ordinary number is expected. Which step overflows, or divides 0 by 0?"
    yield f"{fact} {_NOT_CHOSEN}" if question.is_gradient and "nan" in names else fact


def _of_limits(yours: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """An infinity or a NaN that is due, and lost."""
    infinite, undefined = np.isinf(expected) & np.isfinite(yours), np.isnan(expected) & ~np.isnan(yours)
    opposite = np.isinf(expected) & (yours == -expected)
    if np.any(opposite):
        signs = [f"{'-' * bool(np.all(x[opposite] < 0))}inf" for x in (yours, expected)]
        yield f"Yours is {signs[0]} in {opposite.sum()} of {yours.size} entries where {signs[1]} is expected."
    elif np.any(infinite):
        where = "" if yours.size == 1 else f" in {infinite.sum()} of {yours.size} entries"
        yield (
            f"{'-' * bool(np.all(expected[infinite] < 0))}inf is expected{where}, and yours is finite there."
            " Do you clip a number, replace it, or keep it away from 0?"
        )
    elif np.any(undefined):
        yield f"NaN is expected in {undefined.sum()} of {yours.size} entries, and yours has numbers there."


def _of_precision(results: list[Pair]) -> Iterator[str]:
    question, yours, expected = results[0].question, results[0].yours, results[0].expected
    floats = {a.dtype for a in question.arrays if a.dtype.kind == "f"}
    error = np.max(np.abs(yours - expected) / np.maximum(np.abs(expected), np.max(np.abs(expected)) * 1e-3))
    if not floats <= {np.dtype(np.float64)} or not _ROUNDING < error < SAME:
        return
    off = f"The relative error is about {error:.0e}"
    rounding = f"{off}, and rounding in float64 makes one of about 1e-16."
    numbers = pooled(results)[0]
    if np.array_equal(numbers, numbers.astype(np.float32)) and says_enough(numbers):  # and not by being round
        left = "Each entry is a float32 number: somewhere the computation left float64."
        yield f"{left} {_SINGLE_ON_TORCH}" if question.on_torch else left
    elif question.on_torch:
        yield f"{off}. {_SINGLE_ON_TORCH} If there is none, was something small added?"
    elif error > _SINGLE:
        yield (
            f"{rounding} Perhaps a step runs in float32, something is clipped or something small added, a step is too"
            " large or too small, or a loop stops too soon."
        )
    else:
        yield (
            f"{rounding} Perhaps something is clipped or something small added, a small part runs in float32, a large"
            " number stands for infinity, two large numbers that are nearly equal were subtracted, or a loop stops"
            " too soon."
        )


def _of_cancellation(yours: np.ndarray, expected: np.ndarray, question: Question) -> Iterator[str]:
    """Digits that squares of large inputs lose."""
    floats = [np.abs(a) for a in question.arrays if a.dtype == np.float64]
    size = max((np.max(a, where=np.isfinite(a), initial=0.0) for a in floats), default=0.0)
    right = np.max(np.abs(expected))
    if np.isfinite(yours).all() and 0 < right < size * SAME:
        error, eps = np.max(np.abs(yours - expected)), np.finfo(np.float64).eps
        if any(eps * large / 64 < error < 64 * eps * large for large in (64 * size, size**2)):
            yield (
                f"The inputs are about {size / right:.0e} times as large as the result. Where such numbers, or their"
                " squares, are subtracted from each other, its digits are lost. Subtract first, then square and add."
            )


def _of_sums(yours: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """The sums of yours, where distributions are due."""
    if np.any(expected < 0) or yours.ndim == 0:
        return
    mine, due = ({a for a in range(x.ndim) if _sum_to_one(x, a)} for x in (yours, expected))
    if len(due) != 1 or mine & due:
        return
    (axis,) = due
    if expected.ndim == 1 and are_truths(expected):
        return  # a single 1 among zeros is no distribution
    where = f" along axis {axis}" if yours.ndim > 1 else ""
    if mine:
        yield f"Yours sums to 1 along axis {min(mine)}, but should sum to 1{where}."
    sums = np.sum(yours, axis=axis)
    total = sums[np.unravel_index(np.argmax(np.abs(sums - 1)), sums.shape)]
    yield f"The entries should sum to 1{where}, but yours sum to {beside_one(total, 8)}."


def _sum_to_one(x: np.ndarray, axis: int) -> bool:
    return x.shape[axis] > 1 and bool(np.all(np.abs(np.sum(x, axis=axis) - 1) < 1e-12 * x.shape[axis]))


def _of_order(results: list[Pair]) -> Iterator[str]:
    """The right entries in the wrong places, or with the wrong sign."""
    shape, (yours, expected) = results[0].yours.shape, pooled(results)

    def are_made_by(change) -> bool:
        return all(np.all(same(r.yours, change(r.expected))) for r in results)

    if are_made_by(np.negative) and np.any(expected):
        words = "Every entry has the opposite sign." if results[0].yours.size > 1 else "Yours has the opposite sign."
        yield Fact(words, np.negative)
        return
    if by_chance(yours.size) or not np.ptp(expected):
        return
    if len(shape) > 1 and shape[-1] == shape[-2] and are_made_by(_transposed):
        yield Fact("Yours is the transpose of what is expected: the last two axes are swapped.", _transposed)
    for axis, size in enumerate(shape):
        if size < 2 + by_chance(np.unique(expected).size):  # a pair of ranks is reversed by chance
            continue
        if are_made_by(flipped := partial(np.flip, axis=axis)):
            yield Fact(f"The entries are right, but reversed along axis {axis}.", flipped)
        for step in (1, -1) if size > 2 else ():
            if are_made_by(rolled := partial(np.roll, shift=step, axis=axis)):
                yield Fact(f"The entries are right, but shifted by one along axis {axis}.", rolled)
    few = by_chance(np.unique(expected).size)  # truth values, say: any others are in another order
    if not few and all(np.all(same(np.sort(r.yours, axis=None), np.sort(r.expected, axis=None))) for r in results):
        yield "The entries are right, but in the wrong order."


def _transposed(x: np.ndarray) -> np.ndarray:
    return np.swapaxes(x, -1, -2)


def _of_places(results: list[Pair]) -> Iterator[str]:
    """The places where a result is wrong, when it is right elsewhere."""
    inputs, wrong = results[0].question.arrays, ~same(results[0].yours, results[0].expected)
    if wrong.all() or by_chance(wrong.size * len(results)):
        return
    if not by_chance(wrong.size, 2 * len(inputs) - 1):  # the more inputs, the more of them agree
        for i, a in enumerate(inputs):
            if a.shape == wrong.shape and a.dtype.kind in "iuf":
                yield from _of_signs(results, i)
    if _are_wrong_alike(results, wrong):
        yield from _of_a_diagonal(wrong)
        yield from _of_one_end(wrong, len(results) > 1)


def _of_further_places(results: list[Pair]) -> Iterator[str]:
    """Places that say less of a fault."""
    wrong = ~same(results[0].yours, results[0].expected)
    if (
        not wrong.all()
        and wrong.any()
        and not by_chance(wrong.size * len(results))
        and _are_wrong_alike(results, wrong)
    ):
        yield from _of_one_axis(wrong, len(results) > 1)


def _are_wrong_alike(results: list[Pair], wrong: np.ndarray) -> bool:
    return all(np.array_equal(~same(r.yours, r.expected), wrong) for r in results)


def _of_signs(results: list[Pair], i: int) -> Iterator[str]:
    """The sign of an input that decides over right and wrong, in all results."""
    inputs = [r.question.arrays[i] for r in results]
    right = [same(r.yours, r.expected) for r in results]
    for name, where in (("zero", lambda a: a == 0), ("negative", lambda a: a < 0), ("positive", lambda a: a > 0)):
        if all(np.array_equal(where(a), ~r) for a, r in zip(inputs, right, strict=True)):
            yield f"It is right except where the input is {name}."
        if all(np.array_equal(where(a), r) for a, r in zip(inputs, right, strict=True)):
            yield f"It is right only where the input is {name}."


def _of_a_diagonal(wrong: np.ndarray) -> Iterator[str]:
    if wrong.ndim > 1 and wrong.shape[-1] == wrong.shape[-2] > 1:
        diagonal = np.broadcast_to(np.eye(wrong.shape[-1], dtype=bool), wrong.shape)
        for name, where in (("wrong", diagonal), ("right", ~diagonal)):
            if np.array_equal(wrong, where):
                yield f"Only the diagonal is {name}."


def _of_one_end(wrong: np.ndarray, are_many: bool) -> Iterator[str]:
    for axis in _telling_axes(wrong, are_many):
        moved = np.moveaxis(wrong, axis, 0)
        for name, index in (("first", 0), ("last", -1)):
            end, others = moved[index], np.delete(moved, index, 0)
            if end.all() and not others.any():
                yield f"Only the {name} entry along axis {axis} is wrong; the others are right."
            if others.all() and not end.any():
                yield f"Only the {name} entry along axis {axis} is right; the others are wrong."


def _of_truths(yours: np.ndarray, expected: np.ndarray, one: str, none: str) -> Iterator[str]:
    """Of truth values only too many, or only too few: a mask lets too much through, or too little."""
    more, fewer = yours > expected, yours < expected
    if yours.size > 1 and are_truths(yours) and are_truths(expected) and more.any() != fewer.any():
        some = more if more.any() else fewer
        first = list(map(int, np.argwhere(some)[0]))
        mine, due, rest = (one, none, "missing") if more.any() else (none, one, "too many")
        where = f"in {some.sum()} of {some.size} entries, the first at {first}"
        yield f"Yours is {mine} where {due} is due {where}; no {one} is {rest}."


def _of_one_axis(wrong: np.ndarray, are_many: bool) -> Iterator[str]:
    """The only place along an axis where something is wrong, or the place where it begins or ends."""
    for axis in _telling_axes(wrong, are_many):
        size, places = wrong.shape[axis], np.flatnonzero(wrong.any(tuple({*range(wrong.ndim)} - {axis})))
        if len(places) == 1:
            yield f"Along axis {axis}, only what stands at index {places[0]} is wrong."
        elif 0 < places[0] == size - len(places):
            yield f"Along axis {axis}, all is right up to index {places[0] - 1}, and wrong from {places[0]} on."
        elif places[-1] == len(places) - 1 < size - 1:
            yield f"Along axis {axis}, all is right from index {len(places)} on, and wrong before it."


def _telling_axes(wrong: np.ndarray, are_many: bool) -> list[int]:
    """The axes that are long enough, or along which several results say the same."""
    return [axis for axis, size in enumerate(wrong.shape) if not by_chance(size - 1) or (are_many and size > 1)]
