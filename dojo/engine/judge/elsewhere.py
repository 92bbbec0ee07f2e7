"""Looking where no test looks: the questions of a ladder, asked of a solution."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from dojo.engine.base.failures import Mismatch
from dojo.engine.base.marks import kata_mark
from dojo.engine.base.nested import arrays_of, leaves
from dojo.engine.base.questions import Answer, Asked, Demand, Question
from dojo.engine.explain.diagnosis import RECOGNISED
from dojo.engine.explain.pinned import Recorder, pinned_questions
from dojo.engine.judge.conversation import Conversation
from dojo.engine.judge.ladder import HEAVY, Ladder, Step, in_turns

MOST = {True: 120, False: 40}
"""Questions that a solution is asked where it is asked first, and on torch, where the same lines run again."""
_LARGE = 200
"""Entries of an input above which a question is not changed."""
_SCALED = {"tiny", "small", "large", "huge", "apart"}


class Elsewhere(Conversation):
    """A conversation that goes on with questions of no test."""

    def _look_elsewhere(self, ladder: Ladder, kind: str = "result") -> None:
        """Ask some rungs of a ladder: those on which a proof has seen all known ways agree.

        Raises
        ------
        Mismatch
            Where an answer is wrong, of the smallest question that shows it.
        """
        steps = in_turns(self._steps(ladder, kind))
        spent = 0
        for step, right in self._due(steps):
            if (spent := spent + cost(step)) > MOST[self._is_asked_first]:
                return
            if (found := self._missed(step, right)) is not None:
                alike = sorted((s for s in steps if s.key == step.key), key=lambda s: s.base.question.size)
                raise next(filter(None, itertools.starmap(self._missed, self._due(alike))), found)

    @property
    def _is_asked_first(self) -> bool:
        return self._references.numpy is None or not self._target.on_torch

    def _steps(self, ladder: Ladder, kind: str) -> Iterator[Step]:
        """The rungs of all that the core pins and that has a result: it is plain, but for one thing."""
        recorder = Recorder(self._target.reference, self._diagnosis.answer_of_the_model, self._seed_of)
        for asked in pinned_questions(filter(_is_of_the_core, self._reached()), recorder):
            is_due = asked.demand.error is None and asked.answer.raised is None and asked.question.size <= _LARGE
            if is_due and asked.question.kind == "result" and ladder.judges(asked.question.scenario, kind):
                base = replace(asked, question=replace(asked.question, kind=kind))
                steps = ladder.steps(base, *self._named(asked.question))
                yield from (step for step in steps if self._is_asked_first or step.rung not in HEAVY)

    def _named(self, question: Question) -> tuple[dict, int | None]:
        """The arguments by name, and the axis that a function works along."""
        named = dict(self._references.arguments(question))
        axis = (self._references.defaults(question) | named).get("axis")
        return named, axis if type(axis) is int else None

    def _due(self, steps: Iterable[Step]) -> Iterator[tuple[Step, Asked]]:
        """The right answer to each step, where something changes, and where model solution and references agree."""
        for step in steps:
            right = self._right(step)
            if right is not None and not self._references.is_wrong(right):
                yield step, right

    def _right(self, step: Step) -> Asked | None:
        """The model solution's answer to a step, with what is due; None where nothing changes, or all is lost.

        A ValueError is due where it raises one, and the references refuse the question, too.
        """
        question = step.question
        if question is None:
            return None
        answer = self._diagnosis.answer_of_the_model(question)
        if answer is None or _is_widened(question, answer) or _is_undefined(question, answer, step.base.answer):
            return None
        if (step.rung in _SCALED or question.is_gradient) and _is_lost(step, answer):
            return None
        is_refused = answer.raised is not None and answer.raised.is_a(ValueError)
        is_due = is_refused and not self._references.answers_to(question)
        return Asked(question, answer, Demand(ValueError) if is_due else _coarse(step.base))

    def _missed(self, step: Step, right: Asked) -> Mismatch | None:
        """Find what is wrong with the answer to a step; where the test's own question has a wrong one, with that."""
        asked = self._asked_elsewhere(right.question, right.demand)
        if not self._references.is_wrong(asked):
            return None
        base = self._asked_elsewhere(step.base.question, _coarse(step.base))
        if self._references.is_wrong(base):
            own = replace(base, demand=step.base.demand)
            is_red = not own.question.is_gradient and self._references.is_wrong(own)
            return self._fault_of(base) if is_red else None  # no test is as strict, or there are several slopes
        fault = self._fault_of(asked)
        if right.demand.error is not None:
            fault = fault or Mismatch(self._wording.refused(asked))
        if fault is None:  # no test is as strict
            return None
        title = f"{fault.lesson.title}, only {step.where}"
        return Mismatch(replace(fault.lesson, title=title), [asked], fault.difference)

    def _asked_elsewhere(self, question: Question, due: Demand) -> Asked:
        return self._ask(question.scenario, question.args, question.kwargs, due, kind=question.kind)


def cost(step: Step) -> int:
    """What a step counts: a scenario is a training, say, or makes several calls."""
    return 1 if isinstance(step.base.question.scenario, str) else 3


def _coarse(base: Asked) -> Demand:
    """What is due where one thing is changed: what no test asks is not asked to the last digit."""
    return Demand(scale=base.demand.scale, roundings=RECOGNISED)


def _is_of_the_core(item) -> bool:
    return kata_mark(item).get("stage", "core") == "core"


def _is_widened(question: Question, answer: Answer) -> bool:
    """Tell whether float32 gives float64: a right solution may just as well keep it."""
    given = {a.dtype for a in question.arrays if a.dtype.kind == "f"}
    return given == {np.dtype(np.float32)} and any(a.dtype == np.float64 for a in arrays_of(answer.value))


def _is_undefined(question: Question, answer: Answer, before: Answer) -> bool:
    """Tell whether a change leaves a NaN where all that is given is finite: what 0/0 is, no page says in passing."""
    return all(map(_is_finite, question.arrays)) and _has_nan(answer) and not _has_nan(before)


def _has_nan(answer: Answer) -> bool:
    return any(np.isnan(number).any() for number in _numbers(answer))


def _is_finite(a: np.ndarray) -> bool:
    return a.dtype.kind not in "fc" or bool(np.isfinite(a).all())


def _numbers(answer: Answer) -> list[np.ndarray]:
    return [np.asarray(leaf) for leaf in leaves(answer.value) if isinstance(leaf, (np.ndarray, float))]


def _is_lost(step: Step, answer: Answer) -> bool:
    """Tell whether a scale leaves infinities, or nothing: another right way may still have what this one has lost."""
    numbers, before = _numbers(answer), _numbers(step.base.answer)
    enough = np.any if step.rung in ("tiny", "apart") else np.all  # of a softmax of huge logits one entry is left
    pairs = zip(numbers, before, strict=True) if len(numbers) == len(before) else ()
    alike = [(a, b) for a, b in pairs if a.shape == b.shape]
    vanished = any(np.any(b) and enough((a == 0) & (b != 0) if enough is np.any else a == 0) for a, b in alike)
    return vanished or not all(map(_is_finite, numbers))
