"""Remembering answers by what was asked."""

from __future__ import annotations

import functools
import hashlib
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from dojo.engine.base.nested import PLAIN, arrays_of, children
from dojo.engine.base.questions import Question

_CONSTANTS = (*PLAIN, type(None), frozenset)
_WRITTEN = {*PLAIN, range}
_LONG = 4096
"""Bytes of an array from which its hash is kept in their place: some questions are about millions of numbers."""

_HEAVY = 2**24
"""Bytes of an answer from which it is not kept: an outer product, say, of what was to be multiplied and summed."""


def fingerprint(question: Question, test: int = 0) -> tuple | None:
    """Make a key of what a question asks: equal for the same scenario, input and target. None where that can't be told.

    Parameters
    ----------
    question : Question
        What is asked.
    test : int
        The number of the test that asks: what reads a global or a closure is the same within one test only.
    """
    scenario = question.scenario
    try:
        asked = _key(question.args, test), _key(question.kwargs, test)
        what = scenario if isinstance(scenario, str) else _of_function(scenario, test)
    except TypeError:
        return None
    return what, asked, question.target, question.kind, question.limit, question.seed


def _of_function(function: Callable, test: int) -> tuple:
    """A key for what a function does: of a judge, or of a library."""
    if depends_on_arguments_alone(function):
        return function.__code__, function.__module__, _key((function.__defaults__, function.__kwdefaults__), test)
    return function, test


@functools.cache
def depends_on_arguments_alone(function, seen: frozenset = frozenset()) -> bool:
    """Tell whether a function reads neither a closure nor a global that may change from test to test."""
    if not isinstance(function, types.FunctionType) or function.__closure__ is not None:
        return False
    for name in _names(function.__code__) & set(function.__globals__):
        value = function.__globals__[name]
        if isinstance(value, types.FunctionType) and value.__module__ == function.__module__:
            if value not in seen and not depends_on_arguments_alone(value, seen | {function}):
                return False
        elif not (callable(value) or isinstance(value, (types.ModuleType, tuple, *_CONSTANTS))):
            return False
    return True


def _names(code: types.CodeType) -> set[str]:
    inner = [_names(c) for c in code.co_consts if isinstance(c, types.CodeType)]
    return set(code.co_names).union(*inner)


def _key(tree, test: int):
    if isinstance(tree, np.ndarray) and tree.dtype.kind in "biufc":
        data = tree.tobytes()
        return tree.dtype.str, tree.shape, tree.strides, data if len(data) < _LONG else hashlib.sha256(data).digest()
    if type(tree) in _WRITTEN:
        return type(tree).__name__, repr(tree)
    if isinstance(tree, types.FunctionType):
        return _of_function(tree, test)
    if (held := children(tree)) is not None:
        return type(tree).__name__, tuple([(key, _key(value, test)) for key, value in held])
    raise TypeError


class Memory:
    """Answers by what was asked, the latest ones.

    Parameters
    ----------
    limit : int
        How many are kept.
    """

    def __init__(self, limit: int):
        self.limit, self.test = limit, 0
        self.answers: dict[tuple, Any] = {}

    def ask(self, question: Question, of: tuple, answer: Callable):
        """Give what ``answer()`` gives, computed once for the same question and the same ``of``."""
        if (key := fingerprint(question, self.test)) is None:
            return answer()
        key = (*of, *key)
        if key not in self.answers:
            new = answer()
            if sum(array.nbytes for array in arrays_of(new)) > _HEAVY:
                return new
            if len(self.answers) >= self.limit:
                del self.answers[next(iter(self.answers))]
            self.answers[key] = new
        return self.answers[key]
