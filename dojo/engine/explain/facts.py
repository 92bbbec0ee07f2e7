"""A sentence that was read off a wrong result, and what it would make of another one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dojo.engine.base.questions import Asked, Question
from dojo.engine.explain.names_used import switches


class Fact(str):
    """A sentence for a learner about a wrong result.

    Parameters
    ----------
    words : str
        The sentence.
    change : callable, optional
        What it says happens to a right result, an array in float64.
    holds_for : callable, optional
        Whether the change is the same for another question; it always is where this is left out.
    """

    change: Callable | None
    holds_for: Callable[[Question], bool]

    def __new__(cls, words: str, change: Callable | None = None, holds_for: Callable[[Question], bool] | None = None):
        fact = super().__new__(cls, words)
        fact.change, fact.holds_for = change, holds_for or (lambda question: True)
        return fact

    def made_of(self, right: Asked, asked: Asked, is_alike: bool) -> Asked | None:
        """Make of a right answer what this says has happened; None where it says nothing of it.

        Parameters
        ----------
        right : Asked
            What was answered rightly.
        asked : Asked
            What it was read off.
        is_alike : bool
            Whether that is the same question with other numbers: then the change is the same, or another one.
        """
        one, other, value = asked.question, right.question, right.value
        kinds = [(question.scenario, question.kind, switches(question)) for question in (one, other)]
        if self.change is None or kinds[0] != kinds[1] or not (is_alike or self.holds_for(other)):
            return None
        if not isinstance(value, (float, np.ndarray)) or np.asarray(value).dtype.kind not in "iuf":
            return None
        with np.errstate(all="ignore"), contextlib.suppress(ValueError):  # it may have no such axis
            changed = self.change(np.asarray(value, np.float64))
            if changed.shape == np.shape(value) and np.isfinite(value).all():
                changed = float(changed) if isinstance(value, float) else changed.astype(value.dtype)
                return replace(right, answer=replace(right.answer, value=changed))
        return None
