"""A long dict among the inputs, as a config or a state_dict, in a line: what differs from a call that passed."""

from __future__ import annotations

import functools
import sys
from collections import deque

import numpy as np

from dojo.engine.base.nested import arrays_of, written
from dojo.engine.base.questions import Question

_REMEMBERED = 8
"""So many calls that passed are compared with."""
_SMALL = 40
"""A dict of arrays with no more entries together is written out."""


class Passed:
    """The last calls with a dict that passed."""

    def __init__(self):
        self._questions: deque[Question] = deque(maxlen=_REMEMBERED)

    def remember(self, question: Question) -> None:
        if any(isinstance(value, dict) for value in _values(question)):
            self._questions.append(question)

    def nearest(self, question: Question) -> list:
        """The values of the call that differs least of those that asked the same; none where there is none."""
        same = [_values(q) for q in self._questions if q.scenario == question.scenario]
        mine = _values(question)
        same = [values for values in same if len(values) == len(mine)]
        return min(same, key=lambda values: _apart(values, mine), default=[])


def _values(question: Question) -> list:
    return [*question.args, *question.kwargs.values()]


def _apart(values: list, mine: list) -> int:
    pairs = [(a, b) for a, b in zip(values, mine, strict=True) if isinstance(a, dict) and isinstance(b, dict)]
    return sum(len(dict.items(_forms(a)) ^ dict.items(_forms(b))) for a, b in pairs)


def _forms(held: dict) -> dict:
    """The entries of a dict, an array by its shape."""
    return {written(key): _form(value) for key, value in held.items()}


def _form(value) -> str:
    return f" of shape {value.shape}" if isinstance(value, np.ndarray) else f": {written(value)}"


def is_long(held: dict, text: str, width: int) -> bool:
    """Tell whether a dict, written as a text, is told by its entries."""
    arrays = arrays_of(held)
    return sum(a.size for a in arrays) > _SMALL if arrays else len(text) > width


def told(held: dict, passed: object, width: int) -> str:
    """A dict by what differs from that of a call that passed; where there is none, by its entries.

    Parameters
    ----------
    held : dict
        What was given.
    passed : dict or object
        What a call that passed was given in its place.
    width : int
        Characters of a line: of arrays, no more than one is told.
    """
    listed = functools.partial(_listed, width=width if arrays_of(held) else sys.maxsize)
    mine, its = _forms(held), _forms(passed) if isinstance(passed, dict) else {}
    other = [name + form for name, form in mine.items() if its.get(name) != form]
    if not its:
        return f"{{{listed(other)}}}"
    fewer = [name for name in its if name not in mine]
    texts = [*([listed(other)] if other else []), *([f"without {listed(fewer)}"] if fewer else [])]
    return "; ".join([*texts, f"{'else ' if texts else ''}as in a call that passes"])


def _listed(names: list[str], width: int) -> str:
    """Some names, as many as a line has room for, and one at least."""
    shown = names
    while len(", ".join(shown)) > width and len(shown) > 1:
        shown = shown[:-1]
    more = len(names) - len(shown)
    return ", ".join([*shown, *([f"... ({more} more)"] if more else [])])
