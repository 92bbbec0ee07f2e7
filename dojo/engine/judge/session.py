"""The things that the judges of a run share: references, answers of mistakes, processes, the number of the test."""

from __future__ import annotations

from collections.abc import Callable

from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.engine.process.memory import Memory

MANY = 30_000
"""Answers that are kept of a kata where many submissions are asked the same."""
_FEW = 512


class Session:
    """The things that all judges of a run share; of many runs, where it is handed to pytest as a plugin.

    Parameters
    ----------
    keeps_many : bool
        Whether many solutions of a kata are asked the same.
    is_strict : bool
        Let a bug of an explainer fail the run, as the proofs do.
    processes : Processes, optional
        Where the processes of solutions come from, in place of this process's own: a box, for grading.
    refuses_text : bool
        Whether a solution is refused for what it names; where points hang on it, only what is seen to run counts.
    """

    def __init__(self, keeps_many: bool = False, is_strict: bool = False, processes=None, refuses_text: bool = True):
        self.is_strict, self.processes, self.refuses_text = is_strict, processes, refuses_text
        self.show_evidence: Callable[[KataFiles, Lesson], None] = lambda place, lesson: None
        """Takes what is wrong, before it is explained where that takes its time."""
        self._limit = MANY if keeps_many else _FEW
        self._references: dict[KataFiles, object] = {}
        self.mistakes = Memory(MANY if keeps_many else 8 * _FEW)
        self.test = 0

    def references(self, place: KataFiles):
        """The references of a kata, with what they have answered."""
        from dojo.engine.truth.references import References

        if place not in self._references:
            self._references[place] = References(place, Memory(self._limit))
        return self._references[place]

    def begin_test(self, place: KataFiles) -> int:
        """The number of a test that begins: what reads a global of its judge is the same within one test only."""
        self.test += 1
        self.mistakes.test = self.references(place).answers.test = self.test
        return self.test

    def forget(self) -> None:
        """Forget what was answered: another kata's turn has come."""
        self._references.clear()
        self.mistakes.answers.clear()
