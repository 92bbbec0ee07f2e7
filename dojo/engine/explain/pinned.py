"""The pinned questions of a judge: what its tests ask where no input is drawn, and the examples that they name.

A diagnosis asks them of the solution and of each mistake before it names one, so that its words do not depend on which
test happened to fail first.
"""

from __future__ import annotations

import functools
import inspect
import operator
from collections import Counter
from collections.abc import Callable, Iterable

from dojo.engine.base.marks import kata_mark
from dojo.engine.base.nested import arrays_of
from dojo.engine.base.questions import Answer, Asked, Demand, Figure, Question

_MOST = 48
"""Pinned questions that are asked: the first case of each test, then the second of each, and so on."""
_LARGE = 10_000
"""Entries of an input that is left out: it is about cost."""


class _NoMore(Exception):
    """The model solution has no answer, or enough was asked."""


class Recorder:
    """In place of a kata: it notes what a test asks, and answers with the model solution.

    Parameters
    ----------
    target : Target
        Where the solution runs.
    answer : callable
        What the model solution answers to a question, None where it has no answer.
    seed_of : callable
        The seed of a question, from its arguments.
    """

    def __init__(self, target, answer: Callable[[Question], Answer | None], seed_of: Callable):
        self._target, self._answer, self._seed_of = target, answer, seed_of
        self.asked: list[Asked] = []

    def __getattr__(self, name: str):
        if name.startswith("_"):
            raise AttributeError(name)
        return functools.partial(self.run, name)

    def run(self, scenario, *args, **kwargs):
        return self._ask(scenario, args, kwargs).value

    def check(self, scenario, *args, scale=None, **kwargs):
        return self._ask(scenario, args, kwargs, Demand(scale=scale)).value

    def check_figure(self, scenario, *args, gives, decimals=None, **kwargs):
        self._ask(scenario, args, kwargs, Demand(figure=Figure(gives, decimals)))

    def check_gradient(self, scenario, *args, scale=None, **kwargs):
        self._ask(scenario, args, kwargs, Demand(scale=scale), kind="gradient")

    def check_raises(self, error, scenario, *args, says=(), **kwargs):
        self._ask(scenario, args, kwargs, Demand(error))

    def count_lines(self, scenario, *args, limit, scale=None, **kwargs):
        raise _NoMore  # about cost

    def check_device(self, scenario, *args, **kwargs):
        """Not about values."""

    check_from_scratch = check_anew = check_device

    def equal(self, actual, expected, law, scale=0.0):
        """A law holds of more than one answer."""

    def require(self, condition, law):
        """Neither does this tell what the answer is."""

    def _ask(self, scenario, args, kwargs, demand=None, kind="result") -> Asked:
        question = Question(scenario, args, kwargs, self._target, kind, seed=self._seed_of(args, kwargs))
        answer = self._answer(question)
        if answer is None or len(self.asked) >= _MOST:
            raise _NoMore
        asked = Asked(question, answer, demand or Demand())
        if all(a.size <= _LARGE for a in arrays_of((args, kwargs))):
            self.asked.append(asked)
        return asked


def pinned_questions(items: Iterable, recorder: Recorder) -> list[Asked]:
    """Collect what some tests ask, with the model solution's answers.

    Parameters
    ----------
    items : iterable of pytest.Item
        Tests of one judge on one target.
    recorder : Recorder
        Takes the place of their kata.
    """
    for item, function, arguments in _in_turns(items):
        given = {name: value for name, value in item.callspec.params.items() if name != "kata"}
        wanted = inspect.signature(function).parameters
        try:
            function(**{k: v for k, v in (given | arguments).items() if k in wanted}, kata=recorder)
        except Exception:  # of a judge's test: any
            continue  # a test of something else, or one that wants another fixture: the others tell enough
    return recorder.asked


def _in_turns(items: Iterable) -> list[tuple]:
    """The first case of each test, then the second of each, and so on: its item, its function and its arguments."""
    cases, turns = [], Counter[str]()
    for item in items:
        if kata_mark(item).get("pinned", True):
            for function, arguments in _cases(item.obj):
                cases.append((turns[item.originalname], item, function, arguments))
                turns[item.originalname] += 1
    return [case[1:] for case in sorted(cases, key=operator.itemgetter(0))]


def _cases(test) -> list[tuple]:
    """The function of a test and the arguments to call it with: one of each pinned example where inputs are drawn."""
    if not hasattr(test, "hypothesis"):
        return [(test, {})]
    inner = test.hypothesis.inner_test
    names = [name for name in inspect.signature(inner).parameters if name != "kata"]
    cases = []
    for example in getattr(test, "hypothesis_explicit_examples", ()):
        count = len(example.args)
        cases.append((inner, dict(zip(names[len(names) - count :], example.args, strict=True)) | example.kwargs))
    return cases[::-1]  # the one that is written first is the last to be applied
