"""Further questions, like the one that was answered wrongly: what holds by chance does not hold there, too."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from dojo.engine.base.nested import map_arrays, zip_leaves
from dojo.engine.base.questions import Asked, Question
from dojo.engine.truth.references import NoAnswer, References

_MANY = 4
"""So many further questions are asked."""
_LARGEST, _SECONDS = 2000, 0.05
"""Entries of the inputs, and CPU seconds of an answer, from which nothing further is asked."""


@dataclass(frozen=True)
class Pair:
    """A result, or a part of one, beside the right one.

    Parameters
    ----------
    question : Question
        What was asked.
    yours, expected : ndarray
        Of one shape.
    """

    question: Question
    yours: np.ndarray
    expected: np.ndarray


def ask_further(asked: Asked, ask: Callable[[Question], Asked | None]) -> list[Asked]:
    """Ask a solution the same with other numbers; nothing where there are none to change.

    Parameters
    ----------
    asked : Asked
        What was answered wrongly.
    ask : callable
        Gives the solution's answer to a question, or None.
    """
    question = asked.question
    if question.kind != "result" or asked.demand.error is not None or asked.answer.seconds > _SECONDS:
        return []
    if sum(a.size for a in question.arrays) > _LARGEST or not any(map(_may_change, question.arrays)):
        return []
    others = [*(_changed(question, number) for number in range(_MANY)), _changed(_larger(question), _MANY)]
    answered = filter(None, map(ask, others))
    return [a for a in answered if a.answer.raised is None and not a.answer.changed]


def pairs(like: Asked, asked: Iterable[Asked], references: References, path: str) -> list[Pair]:
    """A part of some answers beside what is right, where inputs have the shapes of one answer and all is finite."""
    results, shapes = [], [array.shape for array in like.question.arrays]
    for answered in asked:
        if [array.shape for array in answered.question.arrays] != shapes:
            continue
        try:
            parts = {at: both for at, *both in zip_leaves(answered.value, references.truth(answered))}
        except NoAnswer:
            continue
        numbers = [np.asarray(leaf) for leaf in parts.get(path, ()) if isinstance(leaf, (int, float, np.ndarray))]
        if len(numbers) == 2 and numbers[0].shape == numbers[1].shape and all(n.dtype.kind in "biuf" for n in numbers):
            yours, expected = (n.astype(np.float64) for n in numbers)
            if np.all(np.isfinite(yours) & np.isfinite(expected)):
                results.append(Pair(answered.question, yours, expected))
    return results


def _may_change(array: np.ndarray) -> bool:
    return array.dtype.kind == "f" and bool(np.any(np.isfinite(array) & (array != 0)))


def _changed(question: Question, number: int) -> Question:
    """The same question with other numbers, in another order each time."""
    change = functools.partial(_other_numbers, number, np.random.default_rng(number))
    args, kwargs = map_arrays(change, (question.args, question.kwargs))
    return replace(question, args=args, kwargs=kwargs)


def _larger(question: Question) -> Question:
    """The same question with all arrays twice as long along each axis that has some entries."""

    def doubled(array: np.ndarray) -> np.ndarray:
        if array.dtype.kind == "f" and not np.isin(array, (0, 1)).all():
            array = np.where(array == 0, array.dtype.type(0.5), array)  # a 0 may hide what a step makes of it
        return np.tile(array, [1 + (size > 1) for size in array.shape])

    args, kwargs = map_arrays(doubled, (question.args, question.kwargs))
    return replace(question, args=args, kwargs=kwargs)


def _other_numbers(number: int, rng: np.random.Generator, array: np.ndarray) -> np.ndarray:
    """Numbers of the same sizes and signs, moved along the last axis; what is 0 or infinite stays so.

    A matrix that is symmetric stays so, and numbers that sum to 1 still do.
    """
    if not _may_change(array):
        return array
    factor = rng.uniform(0.6, 1.4, array.shape)
    is_square = array.ndim > 1 and array.shape[-1] == array.shape[-2]
    with np.errstate(all="ignore"):
        if is_square and np.array_equal(array, np.swapaxes(array, -1, -2), equal_nan=True):
            return (array * (factor + np.swapaxes(factor, -1, -2)) / 2).astype(array.dtype)
        far = _far_from_zero(array)
        other = far + factor * ((np.roll(array, number, axis=-1) if array.ndim else array) - far)
        if array.ndim and np.all(array >= 0) and np.allclose(array.sum(-1), 1):
            other = other / other.sum(-1, keepdims=True)
        return np.asarray(other, array.dtype)  # of a single number NumPy makes no array


def _far_from_zero(array: np.ndarray) -> float:
    """Find where all numbers are, if they are much further from 0 than from each other."""
    middle = np.mean(array, dtype=np.float64)
    return middle if array.size > 1 and np.ptp(array) < np.abs(middle) / 16 else 0.0


def pooled(results: list[Pair]) -> tuple[np.ndarray, np.ndarray]:
    """The entries of several results in a row, and those of the right ones."""
    yours, expected = [r.yours.ravel() for r in results], [r.expected.ravel() for r in results]
    return np.concatenate(yours), np.concatenate(expected)
