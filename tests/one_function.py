"""A course of one kata, whose one function f doubles: for tests of what is said of a wrong f."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from dojo.engine.base.failures import Mismatch
from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.targets import TARGETS
from dojo.engine.explain.mistakes import load_mistakes
from dojo.engine.judge.kata import Kata
from dojo.engine.judge.session import Session
from dojo.engine.process.child.runner import Setup
from dojo.engine.process.spawning import InProcess

DOUBLES = "def f(x):\n    return x * 2\n"


class Course:
    """One kata of a function f with its mistakes, in a folder of its own."""

    def __init__(self, root: Path, mistakes: str = "", model: str = DOUBLES):
        self.root, self.place = root, KataFiles(root, "01_numbers", "01_f")
        head = "import numpy as np\nfrom dojo import mistake\n\n"
        self.write(self.place.reference("f"), model)
        for stem in ("with_numpy", "with_torch"):
            self.write(self.place.reference(stem), DOUBLES)
        self.write(self.place.reference("mistakes"), head + mistakes)

    def write(self, file: Path, text: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def named(self, text: str, check: Callable, **more) -> list[str]:
        """The mistakes that a failing check names."""
        return names(self.place, self.explained(text, check, **more))

    def explained(
        self, text: str, check: Callable, *, pinned: Iterable | None = None, later: Iterable = (), **more
    ) -> Lesson:
        """What a failing check has to say of a solution.

        Parameters
        ----------
        text : str
            The solution.
        check : callable
            Takes the kata, and fails.
        pinned : iterable of ndarray, optional
            What f is asked beside it, in place of the pinned questions.
        later : iterable of ndarray
            What only later tests ask it, too.
        **more
            As in `begun`.
        """
        self.write(self.place.solution(self.root / "katas"), text)
        kata = begun(self.place, self.root / "katas", **more)
        if pinned is not None:
            kata._pinned = lambda of_all=False: [
                kata._ask("f", (x,), {}) for x in (*pinned, *(later if of_all else ()))
            ]
        with pytest.raises(Mismatch) as failure:
            check(kata)
        try:
            return kata.explain(failure.value)
        finally:
            kata.end_test()


def begun(
    place: KataFiles, folder: Path, target: str = "numpy", random: bool = False, is_strict: bool = True, shows=None
) -> Kata:
    """A kata as the fixture makes it, in a test that has begun; ``shows`` takes the evidence before an explanation."""
    file, session = place.solution(folder), Session(is_strict=is_strict)
    session.show_evidence = shows or session.show_evidence
    kata = Kata(place, TARGETS[target], file, InProcess(Setup(file, random=random)), session, random)
    kata.begin_test()
    return kata


def names(place: KataFiles, lesson: Lesson) -> list[str]:
    """The mistakes that a lesson tells, by their words."""
    return [known.name for words in lesson.causes for known in load_mistakes(place) if known.words == words]
