"""Facts read off a wrong result beside the right one: they can't be wrong, and speak where no known mistake fits."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from dojo.compare import Difference
from dojo.nested import arrays_of
from dojo.questions import Question

_SAME = 1e-6
"""Two numbers are the same, for a fact, up to this relative error in float64."""
_ENOUGH = 3
"""Fewer entries than this may share a factor by chance."""


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
        return list(_of_shapes(yours, expected))[:1]
    if found.aspect != "values" or not _are_numbers(yours, expected):
        return []
    yours, expected = np.asarray(yours, np.float64), np.asarray(expected, np.float64)
    if yours.shape != expected.shape or not yours.size:
        return []
    return list(_of_values(yours, expected, question))[:1]


def _are_numbers(*leaves) -> bool:
    return all(isinstance(leaf, (int, float, np.ndarray)) and np.asarray(leaf).dtype.kind in "biuf" for leaf in leaves)


def _of_shapes(yours: tuple, expected: tuple) -> Iterator[str]:
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
    if yours == () and len(expected) > 0:
        yield "Yours is one number: no axis is left."
    if math.prod(yours) == math.prod(expected) and len(yours) != len(expected):
        yield "The number of entries is right, the axes are not."


def _of_values(yours: np.ndarray, expected: np.ndarray, question: Question) -> Iterator[str]:
    bad = ~np.isfinite(yours) & np.isfinite(expected)
    if np.any(bad):
        yield from _of_overflow(yours, bad)
        return
    if not np.all(np.isfinite(yours) & np.isfinite(expected)):
        return
    wrong = ~_alike(yours, expected)
    if not np.any(wrong):
        yield from _of_precision(yours, expected, question)
        return
    yield from _of_order(yours, expected)
    yield from _of_factors(yours, expected, question)
    yield from _of_places(wrong, question)
    offset = yours - expected
    if offset.size >= _ENOUGH and np.ptp(expected) and np.all(_alike(offset, np.full_like(offset, offset.flat[0]))):
        yield f"Every entry is off by the same amount, {offset.flat[0]:+.4g}."


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
    if floats == {np.dtype(np.float64)} and 1e-9 < error < _SAME:
        if np.array_equal(yours, yours.astype(np.float32)):
            yield "Each entry is a float32 number: somewhere the computation left float64."
        else:
            yield f"The relative error is about {error:.0e}: right in float32, but float64 has nine more digits."


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
    for a in arrays_of((question.args, question.kwargs)):
        if a.shape != wrong.shape or a.dtype.kind not in "iuf":
            continue
        for name, where in (("zero", a == 0), ("negative", a < 0), ("positive", a > 0)):
            if np.any(where) and not where.all() and np.array_equal(where, wrong):
                yield f"It is right except where the input is {name}."
                return
    for axis in range(wrong.ndim):
        if wrong.shape[axis] < _ENOUGH:
            continue
        moved = np.moveaxis(wrong, axis, 0)
        for name, index in (("first", 0), ("last", -1)):
            if moved[index].all() and not np.delete(moved, index, 0).any():
                yield f"Only the {name} along axis {axis} is wrong; the others are right."
                return
