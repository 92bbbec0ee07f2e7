"""All that is known of a wrong answer, when an explanation is looked for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dojo.engine.base.lesson import Lesson
from dojo.engine.base.questions import Asked, Question
from dojo.engine.explain.diagnosis import Diagnosis
from dojo.engine.explain.facts import Fact
from dojo.engine.explain.further import Pair, ask_further, pairs
from dojo.engine.explain.mistakes import Mistake
from dojo.engine.explain.shape_symptoms import most_axes
from dojo.engine.explain.symptoms import symptoms
from dojo.engine.explain.text_symptoms import counts
from dojo.engine.truth.compare import Difference
from dojo.engine.truth.references import NoAnswer, References


@dataclass(frozen=True)
class Evidence:
    """All that a test has shown.

    Parameters
    ----------
    lesson : Lesson
        What is wrong and what shows it, with the words that the check itself has for it.
    asked : tuple of Asked
        What was asked in the test, the one at fault last.
    difference : Difference or None
        Where its result parts from the truth.
    file : Path
        The solution.
    references : References
        What is right.
    diagnosis : Diagnosis
        The known mistakes.
    pinned : callable
        Gives what the solution answers to the pinned questions of the tests that it has reached; with True, to those of
        all its tests.
    is_right_on_numpy : callable
        Whether the solution answers a question rightly on NumPy, where it was asked on torch.
    ask : callable
        Gives what the solution answers to another question; None where it has no answer.
    what_is_kept : callable
        Names what has changed in the solution's file since it was loaded; None where the fault is none of that, since
        a new process answers as wrongly.
    """

    lesson: Lesson
    asked: tuple[Asked, ...]
    difference: Difference | None
    file: Path
    references: References
    diagnosis: Diagnosis
    pinned: Callable[..., list[Asked]]
    is_right_on_numpy: Callable[[Asked], bool]
    ask: Callable[[Question], Asked | None]
    what_is_kept: Callable[[Asked], list[str] | None]

    @property
    def last(self) -> Asked:
        """The answer that is wrong."""
        return self.asked[-1]

    @functools.cached_property
    def fault(self) -> Asked:
        """The answer furthest from the truth in this test; in place of a training, in all that is pinned."""
        quick = list(filter(self.diagnosis.is_quick, self.asked))
        if self.last not in quick:
            about = self.diagnosis.used(self.last)
            quick += [asked for asked in self.pinned(True) if self.diagnosis.used(asked) & about]
        wrong = list(filter(self.diagnosis.is_at_fault, quick))
        return self.diagnosis.most_wrong(wrong) if wrong else self.last

    @property
    def others(self) -> list[Asked]:
        return [asked for asked in self.asked if asked is not self.fault and self.diagnosis.is_quick(asked)]

    def told_apart(self) -> list[Asked]:
        """The pinned questions that tell the mistakes apart which may explain the fault."""
        return self.pinned(self.fault not in self.asked)

    def bears_out(self, mistake: Mistake) -> bool:
        """Tell whether the solution is as a mistake in later tests, too, and in what it calls."""
        return self.diagnosis.bears_out(self.pinned(True), self.fault, mistake)

    @functools.cached_property
    def blames_torch(self) -> bool:
        """Tell whether the same input is right on NumPy."""
        return self.is_right_on_numpy(self.last)

    @functools.cached_property
    def further(self) -> list[Asked]:
        """The answers to the question with other numbers: a guess must hold there, too."""
        return [a for a in ask_further(self.last, self.ask) if self.references.answers_to(a.question)]

    @functools.cached_property
    def known_answers(self) -> list[Asked]:
        """The other answers of this test, and those to the pinned questions."""
        return [*filter(self.diagnosis.is_quick, self.asked[:-1]), *self.pinned()]

    @functools.cached_property
    def facts(self) -> list[str]:
        """The sentences that are sure of the difference, and that no right answer contradicts."""
        if self.difference is None:
            return []
        apart = self._unrounded(self.difference)
        facts = symptoms(apart, self.last.question, self._pairs(apart), self._holds, self._fewest_axes)
        return counts(apart, self.last.value) or facts

    def _holds(self, fact: str) -> bool:
        """Tell whether no right answer contradicts a fact."""
        if not isinstance(fact, Fact) or fact.change is None:
            return True
        right = (a for a in (*self.further, *self.known_answers) if not self.diagnosis.is_at_fault(a))
        wrong = filter(None, (fact.made_of(a, self.last, a in self.further) for a in right))
        return not any(map(self.references.is_wrong, wrong))

    def _fewest_axes(self) -> int:
        """Return how many axes the inputs of a question like the last one have at least."""
        alike = (a.question for a in self.known_answers if a.question.scenario == self.last.question.scenario)
        return min(map(most_axes, (self.last.question, *alike)))

    def saying(self, *words: str | None) -> Lesson | None:
        """The lesson with other words, and with the warnings that came up; None where there are no words."""
        texts = list(filter(None, words))
        return self.warned(texts) if texts else None

    def warned(self, words: Sequence[str] = ()) -> Lesson:
        """The lesson with other words after the warnings that came up."""
        answer = self.last.answer
        warnings = dict.fromkeys(answer.log.warnings) if answer.raised is None else ()
        first = [f"There was a warning: {'; '.join(warnings)}"] if warnings else []
        return replace(self.lesson, words=[*first, *words])

    def named(self, causes: list[Mistake], words: list[str]) -> Lesson:
        """The lesson of known mistakes, some of which may share their words."""
        ideas = {cause.words: cause.idea for cause in reversed(causes) if cause.idea}
        return replace(self.lesson, causes=list(dict.fromkeys(c.words for c in causes)), words=words, ideas=ideas)

    def _pairs(self, apart: Difference) -> list[Pair]:
        """The same part of what is answered further."""
        if apart.aspect != "values" or self.last.question.kind != "result":
            return []
        shape = np.shape(apart.expected)
        return [p for p in pairs(self.last, self.further, self.references, apart.path) if p.yours.shape == shape]

    def _unrounded(self, apart: Difference) -> Difference:
        """The difference from the truth instead of from a printed figure, whose digits end too early for a fact."""
        if self.last.demand.figure is None or apart.aspect != "values":
            return apart
        try:
            truth = self.references.truth(self.last)
        except NoAnswer:
            return apart
        alike = isinstance(truth, (float, np.ndarray)) and np.shape(truth) == np.shape(apart.expected)
        return replace(apart, expected=np.asarray(truth)) if alike else apart
