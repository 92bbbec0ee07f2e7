"""What becomes of a wrong result as an input is doubled, beside what becomes of the right one."""

from __future__ import annotations

import operator
from collections.abc import Callable

import numpy as np

from dojo.engine.base.nested import zip_leaves
from dojo.engine.base.questions import Asked
from dojo.engine.explain.agreement import half_the_digits, same
from dojo.engine.explain.neighbours import places_of
from dojo.engine.truth.references import NoAnswer, References

_MOST, _SECONDS = 2000, 0.01
"""Entries of an input, and CPU seconds of an answer, from which nothing is changed and asked again."""
_POWERS = (0, 1, 0.5, 2, -1, -0.5, 1.5, 3, -2)
"""With which power of an input a result may grow; with that of 0 it stays as it is."""
_STAYS = 1e-3
"""What changes by less stays as it is: a small number that is added for safety is nothing to tell two formulas by."""


def behaviour(asked: Asked, path: str, references: References, ask: Callable) -> str | None:
    """Say what should become of a part of a result as an input is doubled, where yours does otherwise.

    Parameters
    ----------
    asked : Asked
        What was answered wrongly.
    path : str
        The part.
    references : References
        What is right.
    ask : callable
        Gives the solution's answer to another question, or None.
    """
    question, before = asked.question, _part(asked, path, references)
    is_large = asked.answer.seconds > _SECONDS or sum(a.size for a in question.arrays) > _MOST
    if is_large or before is None or not all(map(np.any, before)):  # a result of zeros follows every rule
        return None
    said = []
    for place in places_of(question, references):
        if _may_be_doubled(place.value):
            larger = filter(None, (ask(place.filled(question, factor * place.value)) for factor in (2, 3)))
            after = [_part(other, path, references) for other in larger]
            if len(after) == 2 and None not in after:
                (mine, right), doubled, tripled = before, *filter(None, after)
                powers = _power(mine, doubled[0], tripled[0]), _power(right, doubled[1], tripled[1])
                said.append(_compared(place.name, *powers))
    return min(filter(None, said), key=operator.itemgetter(0), default=(0, None))[1]


def _part(asked: Asked, path: str, references: References) -> tuple[np.ndarray, np.ndarray] | None:
    """The part of an answer, and of the right one: numbers of one shape; None where it is no such part."""
    try:
        parts = {at: both for at, *both in zip_leaves(asked.value, references.truth(asked))}
    except NoAnswer:
        return None
    both = [np.asarray(leaf) for leaf in parts.get(path, ()) if isinstance(leaf, (float, np.ndarray))]
    if len(both) < 2 or both[0].shape != both[1].shape or {both[0].dtype.kind, both[1].dtype.kind} != {"f"}:
        return None
    return (both[0], both[1]) if np.isfinite(both).all() and both[0].size else None


def _may_be_doubled(value) -> bool:
    """Tell whether an input is still one as it is doubled: a distribution and a mask are not."""
    array = np.asarray(value) if isinstance(value, (float, np.ndarray)) else np.zeros(0)
    if array.dtype.kind != "f" or np.isin(array, (0, 1)).all() or not np.isfinite(array).all():
        return False
    return bool(np.any(array < 0)) or not any(np.allclose(array.sum(axis), 1) for axis in range(array.ndim))


def _power(before: np.ndarray, doubled: np.ndarray, tripled: np.ndarray) -> float | None:
    """The power of an input with which a result grows, where it does with one."""

    def is_by(factor: float, after: np.ndarray) -> bool:
        within = _STAYS if factor == 1 else max(1e-6, half_the_digits(before.dtype))
        return after.shape == before.shape and bool(np.all(same(after, before * factor, within)))

    return next((k for k in _POWERS if is_by(2.0**k, doubled) and is_by(3.0**k, tripled)), None)


def _compared(name: str, mine: float | None, due: float | None) -> tuple[int, str] | None:
    """What tells two powers apart, with a number that is the smaller the more it says; None where nothing does."""
    if mine == due:
        return None
    if mine == 0:
        return 0, f"If {name} is doubled, yours stays the same, and the right result does not."
    if due == 0:
        return 1, f"If {name} is doubled, the right result stays the same, and yours changes."
    yours, right = ("not" if power is None else f"{2.0**power:.3g} times" for power in (mine, due))
    if due is None:
        return 3, f"If {name} is doubled, yours is {yours} as large, and the right result is not."
    return 2, f"If {name} is doubled, the right result is {right} as large, and yours is {yours}."
