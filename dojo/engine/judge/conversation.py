"""Asking a solution, remembering what it answered, and explaining what is wrong with it."""

from __future__ import annotations

import zlib
from collections import deque
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from dojo.engine.base.failures import Halt, Mismatch
from dojo.engine.base.files import COURSE, SHIPPED, KataFiles, mended_by
from dojo.engine.base.importing import is_there
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.nested import arrays_of
from dojo.engine.base.questions import Answer, Asked, Demand, Ended, Question
from dojo.engine.base.sealed import SEALED
from dojo.engine.base.targets import NUMPY, Target
from dojo.engine.explain import display
from dojo.engine.explain.diagnosis import Diagnosis
from dojo.engine.explain.evidence import Evidence
from dojo.engine.explain.explainers import TOO_LARGE, explain
from dojo.engine.explain.pinned import Recorder, pinned_questions
from dojo.engine.explain.wording import Wording, call_rows
from dojo.engine.judge.session import Session
from dojo.engine.truth.compare import Difference
from dojo.engine.truth.references import NoAnswer

PUT_BACK = (
    "As {} was imported, it changed {}. The tests run without that: set such things inside a function, for as long as"
    " it needs them."
)
_AT_ONCE = 0.3
"""CPU seconds of an explanation from which the evidence is shown before it."""
_REMEMBERED, _HEAVY = 24, 2**20
"""Answers of a test that a diagnosis looks at, and bytes of one that is far larger than any that is right."""


class Conversation:
    """The questions of a judge, the answers of a solution, and what is wrong with them.

    Parameters
    ----------
    place : KataFiles
        Where its files are.
    target : Target
        Where the solution runs.
    file : Path
        The solution that is judged.
    solution : dojo.engine.process.client.Process or dojo.engine.process.spawning.InProcess
        Answers questions with it.
    session : Session
        What it shares with others.
    random : bool
        Whether the kata may draw from the global random generators.
    parts : dict of str to Path, optional
        What the solution may import from ``mine``.
    """

    def __init__(
        self,
        place: KataFiles,
        target: Target,
        file: Path,
        solution,
        session: Session,
        random: bool = False,
        parts: dict[str, Path] | None = None,
    ):
        self._place, self._target, self._file, self._solution = place, target, file, solution
        self._session, self._random, self._parts = session, random, parts or {}
        self._asked: deque[Asked] = deque(maxlen=_REMEMBERED)
        self._references = session.references(place)
        self._wording = Wording(place.name, self._references)
        self._diagnosis = Diagnosis(place, self._references, session.mistakes)
        self._pinned_answers: dict[tuple, list[Asked]] = {}
        self._causes: list[str] = []
        self._notes: list[str] = []
        self._noted: set[str] = set()

    # ------------------------------------------------------------------ for the plugin

    def begin_test(
        self, forbidden=(), instead: str = "", reached=lambda later=False: (), is_pinned: bool = True
    ) -> None:
        """Forget what was asked in the last test.

        Parameters
        ----------
        forbidden, instead
            As the judge's mark says.
        reached : callable
            Gives the tests whose pinned questions a diagnosis asks, too: those that are reached, or all.
        is_pinned : bool
            Whether this test's are among them.
        """
        self._test = self._session.begin_test(self._place)
        self._asked.clear()
        self._diagnosis.is_pinned = is_pinned
        self._notes = []
        self._forbidden, self._instead, self._reached = tuple(forbidden), instead, reached
        self._must_have_its_references()
        if self._file.is_file():
            self._solution.begin_test(self._test)

    def end_test(self) -> None:
        """Hear from the solution's process what the test has left changed.

        Raises
        ------
        Halt
            Where the solution changed the state of its process.
        """
        if (ended := self._solution.end_test()) is not None:
            raise Halt(Lesson(ended.title, list(ended.rows), list(ended.words), state=ended.state))

    def names_of(self, question: Question) -> list[str]:
        """The names of the arguments of a question."""
        return [name for name, _ in self._references.arguments(question)]

    def can_be_pasted(self, question: Question) -> bool:
        """Tell whether a question is a call that is short enough to write out."""
        return bool(call_rows(question))

    def explain(self, failure: BaseException, is_shown: bool = True) -> Lesson | None:
        """Make the lesson of a failed test; None where the fault is not ours to tell.

        Parameters
        ----------
        failure : BaseException
            How the test ended.
        is_shown : bool
            Whether it is to be explained: else it only tells which of the causes that are shown explain it, too.
        """
        if isinstance(failure, Halt):
            return failure.lesson
        mismatch = failure if isinstance(failure, Mismatch) else self._behind(failure)
        if mismatch is None:
            return None
        shown = self._plainer(mismatch) if is_shown else mismatch
        known = self._references, self._diagnosis, self._pinned
        sources = *known, self._is_right_on_numpy, self._ask_further, self._what_is_kept
        evidence = Evidence(shown.lesson, shown.asked, shown.difference, self._file, *sources)
        if not is_shown:
            return evidence.named(self._diagnosis.shared(evidence.asked, self._causes), shown.lesson.words)
        if shown.asked and self._diagnosis.is_slow(shown.asked[-1], _AT_ONCE):
            self._session.show_evidence(self._place, shown.lesson)
        lesson = explain(evidence, self._session.is_strict)
        self._causes = lesson.causes
        return lesson

    # ------------------------------------------------------------------ inside

    def _ask(self, scenario, args, kwargs, demand: Demand | None = None, **more) -> Asked:
        """Ask the solution, and remember what it answered."""
        self._must_exist()
        question = Question(scenario, args, kwargs, self._target, seed=self._seed_of(args, kwargs), **more)
        answer = self._solution.answer(question, self._test)
        if isinstance(answer, Ended):
            raise Halt(self._wording.ended(question, answer))
        if answer.put_back:
            self._note("import", PUT_BACK.format(self._file.name, ", ".join(answer.put_back)))
        asked = Asked(question, answer, demand or Demand())
        if question.kind in ("result", "gradient"):
            if _is_heavy(answer):
                self._asked.clear()
            self._asked.append(asked)
        return asked

    def _note(self, subject: str, words: str) -> None:
        """Say something beside green, once of each subject."""
        if subject not in self._noted:
            self._noted.add(subject)
            self._notes.append(words)

    def _seed_of(self, args, kwargs) -> int | None:
        """The same input draws the same numbers: for Hypothesis, and for a diagnosis."""
        if not self._random:
            return None
        return zlib.crc32(b"".join(a.tobytes() for a in arrays_of((args, kwargs))))

    def _must_have_its_references(self) -> None:
        """Nothing is judged without them: whatever was said would be false."""
        for names in ((self._place.name,), ("with_numpy", "with_torch")):
            files = [self._place.reference(name) for name in names]
            if not any(map(is_there, files)):
                lost = files[-1].relative_to(self._place.course)
                words = f"Your solution is not judged. {self._way_back(lost)}"
                raise Halt(Lesson(f"the course has no {lost.as_posix()}", words=[words], state="not judged"))

    def _way_back(self, lost: Path) -> str:
        """Say what restores a reference."""
        root, is_installed = self._place.root, COURSE != SHIPPED and not (self._place.root / "reference").is_dir()
        if (root / SEALED).is_file():
            return "Another run restores the files of the course."
        is_of_another = is_installed and not (COURSE / "katas" / self._place.id).is_dir()
        if way := mended_by(root) or ("dojo update" if is_of_another else ""):
            return f"These katas are of another version of the course than what judges them: {way} mends that."
        if is_installed:
            return "pip install --force-reinstall --no-deps genai-katas restores the files of the course."
        return f"git restore {lost.parent.as_posix()} restores the files of the course."

    def _must_exist(self) -> None:
        if not self._file.is_file():
            raise Halt(Lesson(f"there is no {_short(self._file)}", state="missing"))

    def _must_return(self, asked: Asked) -> Asked:
        """An answer must be a result, and leave the inputs as they were."""
        if (raised := asked.answer.raised) is not None:
            self._raise(asked, self._wording.raised(asked.question, raised))
        if asked.answer.changed:
            self._raise(asked, self._wording.changed(asked))
        return asked

    def _behind(self, error: BaseException) -> Mismatch | None:
        """Find what is wrong with the solution where the judge's own code raised; None where nothing is.

        A result of the wrong shape can make a law impossible to state: then the shape is to be told.
        """
        if mismatch := next(filter(None, map(self._fault_of, self._asked)), None):
            return mismatch
        if isinstance(error, AssertionError) and self._asked:
            asked = self._asked[-1]
            lesson = self._wording.about(asked.question, "", rows=[("yours", display.show(asked.value))])
            title = str(error).split("\n")[0] or "the law does not hold"
            return Mismatch(replace(lesson, title=title), self._asked)
        return None

    def _plainer(self, failure: Mismatch) -> Mismatch:
        """Find, where an input is empty, the same fault on a pinned one that is not, since that shows more."""
        if not failure.asked or not _is_empty(failure.asked[-1]):
            return failure
        full = (asked for asked in self._pinned() if not _is_empty(asked))
        return next(filter(None, map(self._fault_of, full)), failure)

    def _fault_of(self, asked: Asked) -> Mismatch | None:
        """Find what is wrong with an answer where a result was due."""
        if asked.demand.error is not None or asked.ran_on:
            return None
        try:
            self._must_return(asked)
            if difference := self._references.difference(asked):
                self._fail(asked, difference)
        except Mismatch as mismatch:
            return mismatch
        except (NoAnswer, Halt):
            pass
        return None

    def _pinned(self, later: bool = False) -> list[Asked]:
        """Ask the pinned questions of the tests that the solution has reached, or of all, once."""
        reached = tuple(self._reached(later))
        if reached not in self._pinned_answers:
            recorder = Recorder(self._target.reference, self._diagnosis.answer_of_the_model, self._seed_of)
            answered: list[Asked] = []
            for asked in pinned_questions(reached, recorder):
                question = asked.question.at(self._target)
                answer = self._solution.answer(question, self._test)
                if not isinstance(answer, Answer) or _is_heavy(answer):
                    return answered
                answered.append(replace(asked, question=question, answer=answer))
            self._pinned_answers[reached] = answered
        return self._pinned_answers[reached]

    # ------------------------------------------------------------------ verdicts

    def _raise(self, asked: Asked, lesson: Lesson, difference: Difference | None = None) -> NoReturn:
        raised = asked.answer.raised
        if raised is not None and raised.is_a(MemoryError):  # at once: to fill it again takes as long each time
            raise Halt(replace(lesson, words=[TOO_LARGE], state="out of memory"))
        raise Mismatch(lesson, [*(a for a in self._asked if a is not asked), asked], difference)

    def _fail(self, asked: Asked, difference: Difference, what: str | None = None):
        self._raise(asked, self._wording.difference(asked, difference, what), difference)

    def _break_law(self, law: str, difference: Difference | None = None):
        if not self._asked:
            raise Mismatch(Lesson(law))
        self._raise(self._asked[-1], self._wording.law(self._asked[-1], law, difference))

    def _ask_further(self, question: Question) -> Asked | None:
        """Ask the solution a question of no test."""
        question = replace(question, seed=self._seed_of(question.args, question.kwargs))
        answer = self._solution.answer(question, self._test)
        return Asked(question, answer) if isinstance(answer, Answer) else None

    def _ask_anew(self, question: Question) -> Answer | Ended:
        """Ask a new process of the same solution, which has heard nothing else."""
        other = self._solution.again()
        try:
            return other.answer(question, self._test)
        finally:
            other.close()

    def _what_is_kept(self, asked: Asked) -> list[str] | None:
        """Name what has changed in the solution's file since it was loaded; None where a new process is as wrong.

        What is wrong by chance is asked once more first, and is as wrong then.
        """
        again, anew = self._solution.answer(asked.question, self._test), self._ask_anew(asked.question)
        if not isinstance(again, Answer) or not isinstance(anew, Answer):
            return None
        here, there = (self._references.is_wrong(replace(asked, answer=answer)) for answer in (again, anew))
        return self._solution.kept() if here and not there else None

    def _is_right_on_numpy(self, asked: Asked) -> bool:
        """Tell whether an input that is wrong on torch is right on NumPy, so that the target is to blame."""
        if not self._target.on_torch or self._references.numpy is None:
            return False
        question = replace(asked.question, kind="result").at(NUMPY)
        answer = self._solution.answer(question, self._test)
        return isinstance(answer, Answer) and not self._references.is_wrong(Asked(question, answer))


def _is_empty(asked: Asked) -> bool:
    """Tell whether an input holds nothing."""
    return any(array.size == 0 for array in asked.question.arrays)


def _is_heavy(answer: Answer) -> bool:
    """Tell whether an answer is so large that it is remembered alone."""
    return sum(array.nbytes for array in arrays_of(answer.value)) > _HEAVY


def _short(file: Path) -> str:
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)
