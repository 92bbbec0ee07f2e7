"""Facts read off a result of the wrong shape beside the right one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from dojo.engine.base.questions import Question
from dojo.engine.explain.agreement import same


def shape_symptoms(
    yours: np.ndarray, expected: np.ndarray, question: Question, fewest: Callable[[], int] = int
) -> Iterator[str]:
    """Say what is sure of a wrong shape, the most telling first.

    Parameters
    ----------
    yours, expected : ndarray
        The two results.
    question : Question
        What was asked.
    fewest : callable
        As `dojo.engine.explain.symptoms.symptoms` takes it.
    """
    yield from _of_ends(yours, expected)
    yield from _of_shapes(yours.shape, expected.shape)
    if yours.ndim == expected.ndim:
        yield from _of_sizes(yours.shape, expected.shape, question)
    if yours.ndim == expected.ndim == 1:
        yield from where_they_part(yours.tolist(), expected.tolist())
    yield from _of_batches(question, fewest)


def _of_ends(yours: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """An entry too many, or too few, at one end of an axis, or anywhere in a row."""
    apart = [a for a in range(yours.ndim) if yours.ndim == expected.ndim and yours.shape[a] != expected.shape[a]]
    if len(apart) != 1 or not yours.size or not expected.size:
        return
    (axis,) = apart
    mine, due = np.moveaxis(yours, axis, 0), np.moveaxis(expected, axis, 0)
    where = f" along axis {axis}" if yours.ndim > 1 else ""
    for more, fewer, words in ((due, mine, "is missing"), (mine, due, "should not be there")):
        if len(more) == len(fewer) + 1 > 2:
            for end, rest in (("last", more[:-1]), ("first", more[1:])):
                if _are_alike(rest, fewer):
                    yield f"The {end} entry{where} {words}; the others are right."
    if yours.ndim == 1 and 0 < len(due) < len(mine) and _is_among(due, mine):
        yield f"All the right entries are there, and {len(mine) - len(due)} more. Which step should have removed those?"
    elif yours.ndim == 1 and 0 < len(mine) < len(due) and _is_among(mine, due):
        yield f"What is there is right, but {len(due) - len(mine)} of {len(due)} entries are missing."


def _are_alike(one: np.ndarray, other: np.ndarray) -> bool:
    if one.dtype.kind in "biuf" and other.dtype.kind in "biuf":
        return bool(np.all(same(one, other)))
    return np.array_equal(one, other)


def _is_among(few: np.ndarray, many: np.ndarray) -> bool:
    """Find entries that are not all alike among others, in the same order."""
    rest = iter(many)
    are_among = all(any(_are_alike(np.asarray(other), np.asarray(entry)) for other in rest) for entry in few)
    return are_among and len(np.unique(few)) > 1


def _of_shapes(yours: tuple, expected: tuple) -> Iterator[str]:
    if yours == () and len(expected) > 0:
        yield "Yours is one number: no axis is left. Which sum, mean or product runs along more axes than it should?"
    if len(yours) > 1 and yours == expected[::-1]:
        yield "Yours has the shape of the right result, transposed. Is a transpose missing, or one too many?"
    apart = [a for a in range(len(yours)) if len(yours) == len(expected) > 2 and yours[a] != expected[a]]
    if len(apart) == 2 and [yours[a] for a in apart] == [expected[a] for a in reversed(apart)]:
        one, other = apart
        yield f"The sizes of axes {one} and {other} are swapped. Is a transpose missing, or one too many?"
    if len(yours) == len(expected) + 1:
        kept = [a for a, size in enumerate(yours) if size == 1 and yours[:a] + yours[a + 1 :] == expected]
        if kept:
            which = f"Axis {kept[0]}" if len(kept) == 1 else "An axis"
            yield f"{which} has size 1, and should not be there. Do None, a slice or keepdims=True leave it?"
    if len(yours) + 1 == len(expected):
        lost = [a for a, size in enumerate(expected) if size == 1 and expected[:a] + expected[a + 1 :] == yours]
        if lost:
            which = f"Axis {lost[0]}, of size 1," if len(lost) == 1 else "An axis of size 1"
            yield f"{which} is missing. None in an index makes one, and keepdims=True keeps one."
    if math.prod(yours) == math.prod(expected) and len(yours) != len(expected):
        yield "The number of entries is right, the axes are not."
    for more, fewer, words in ((yours, expected, "too many"), (expected, yours, "missing")):
        axes = [a for a in range(len(more)) if more[:a] + more[a + 1 :] == fewer]
        if len(axes) == 1 or (axes and len(set(more)) == 1):
            yield _of_an_axis(axes[-1], more, fewer, words)
    if len(yours) > len(expected) + 1:
        yield (
            f"Yours has {len(yours)} axes, and {len(expected)} are expected. Is a sum missing, or does each entry meet"
            " each other one?"
        )


def _of_sizes(yours: tuple, expected: tuple, question: Question) -> Iterator[str]:
    """Sizes of another axis of an input, or by one too large, or too small."""
    apart = [axis for axis, size in enumerate(yours) if size != expected[axis]]
    mine, due = ({sizes[axis] for axis in apart} for sizes in (yours, expected))
    if len(mine) > 1 or len(due) > 1:
        return
    (size,), (right,), axes = mine, due, _axes(apart)
    for array in question.arrays:
        if array.shape.count(size) == array.shape.count(right) == 1 and size > 1:
            one, other = array.shape.index(size), array.shape.index(right)
            yield f"{axes} as long as axis {one} of an input, and should be as long as its axis {other}."
    if size == right + 1:
        yield f"{axes} one too long: does a loop, a slice or a window go one step too far?"
    elif size == right - 1:
        yield f"{axes} one too short: does a loop, a slice or a window stop one step too early?"


def _axes(axes: list[int]) -> str:
    return f"Axis {axes[0]} is" if len(axes) == 1 else f"Axes {' and '.join(map(str, axes))} are each"


def where_they_part(yours: list, expected: list) -> Iterator[str]:
    """The first place where two sequences of different lengths part."""
    pairs = enumerate(zip(yours, expected, strict=False))
    place = next((i for i, (a, b) in pairs if not np.array_equal(a, b)), None)
    if len(yours) != len(expected) and place is not None:
        what = f"{yours[place]!r:.40} stands where {expected[place]!r:.40} is expected"
        yield f"Yours has {len(yours)} entries in place of {len(expected)}, and they part at index {place}: {what}."


def _of_batches(question: Question, fewest: Callable[[], int]) -> Iterator[str]:
    most = most_axes(question)
    if any(0 in a.shape for a in question.arrays):
        yield "An axis of an input has size 0. The expected shape follows from it as from any other size."
    elif most > max(2, fewest()):
        yield (
            f"An input has {most} axes here. Which step counts them from the front, as shape[0] or axis=0 do? Counted"
            " from the end, with -1 and -2, an axis has the same number in a batch."
        )


def most_axes(question: Question) -> int:
    """Return how many axes an input of a question has at most."""
    return max((a.ndim for a in question.arrays), default=0)


def _of_an_axis(axis: int, more: tuple, fewer: tuple, words: str) -> str:
    if words == "missing":
        return f"Axis {axis}, of size {more[axis]}, is missing: it was summed, averaged or indexed away, or never made."
    if more.count(more[axis]) > 1:
        return f"There is one axis too many. Does each of {more[axis]} entries meet each of {more[axis]} others?"
    return f"There is one axis too many, axis {axis} of size {more[axis]}. Which step should have removed it?"
