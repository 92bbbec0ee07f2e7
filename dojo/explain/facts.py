"""A sentence that was read off a wrong result, and what it would make of another one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dojo.base.questions import Asked
from dojo.explain.names_used import switches

SAME = 1e-6
"""Two numbers are the same, for a fact, up to this relative error in float64."""


class Fact(str):
    """What a learner is told of a wrong result.

    Parameters
    ----------
    words : str
        The sentence.
    change : callable, optional
        What it says happens to a right result, an array in float64.
    """

    def __new__(cls, words: str, change: Callable | None = None):
        fact = super().__new__(cls, words)
        fact.change = change
        return fact


def alike(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Entry by entry, whether two numbers are the same for a fact."""
    return np.abs(one - other) <= SAME * np.maximum(np.abs(one), np.abs(other)) + 1e-300


def would_change(words: str, asked: Asked, right: Asked) -> bool:
    """Whether a fact would have changed an answer that is right, so that it is not what is wrong.

    Parameters
    ----------
    words : str
        What is to be told; only a `Fact` with a change may be contradicted.
    asked : Asked
        What it was read off.
    right : Asked
        What was answered rightly.
    """
    change, one, other = getattr(words, "change", None), asked.question, right.question
    if change is None or (one.scenario, one.kind) != (other.scenario, other.kind) or switches(one) != switches(other):
        return False
    if not isinstance(right.value, (float, np.ndarray)) or np.asarray(right.value).dtype.kind not in "iuf":
        return False
    value = np.asarray(right.value, np.float64)
    try:
        with np.errstate(all="ignore"):
            changed = change(value)
    except ValueError:  # it has no such axis
        return False
    return changed.shape == value.shape and np.isfinite(value).all() and not np.all(alike(changed, value))
