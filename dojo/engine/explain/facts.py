"""A sentence that was read off a wrong result, and what it would make of another one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dojo.engine.base.questions import Asked, Question
from dojo.engine.explain.agreement import same
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

    def would_change(self, asked: Asked, right: Asked, is_alike: bool) -> bool:
        """Tell whether this would have changed an answer that is right, so that it is not what is wrong.

        Parameters
        ----------
        asked : Asked
            What it was read off.
        right : Asked
            What was answered rightly.
        is_alike : bool
            Whether that is the same question with other numbers: then the change is the same, or another one.
        """
        one, other = asked.question, right.question
        if self.change is None or (one.scenario, one.kind, switches(one)) != (
            other.scenario,
            other.kind,
            switches(other),
        ):
            return False
        if not is_alike and not self.holds_for(other):
            return False
        if not isinstance(right.value, (float, np.ndarray)) or np.asarray(right.value).dtype.kind not in "iuf":
            return False
        value = np.asarray(right.value, np.float64)
        try:
            with np.errstate(all="ignore"):
                changed = self.change(value)
        except ValueError:  # it has no such axis
            return False
        return bool(changed.shape == value.shape and np.isfinite(value).all() and not np.all(same(changed, value)))
