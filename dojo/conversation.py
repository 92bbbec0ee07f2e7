"""Asking a solution, remembering what it answered, and explaining what is wrong with it."""

from __future__ import annotations

import zlib
from collections import deque
from dataclasses import replace
from pathlib import Path

from dojo import display
from dojo.compare import Difference, difference
from dojo.diagnosis import Diagnosis
from dojo.failures import Halt, Message, Mismatch
from dojo.kinds import VALUES_AND_INDICES
from dojo.loading import Place
from dojo.mistakes import Mistake
from dojo.neighbours import answered_instead
from dojo.nested import arrays_of
from dojo.pinned import Recorder, pinned_questions
from dojo.questions import Answer, Asked, Demand, Ended, Question
from dojo.references import References
from dojo.running import run_trusted
from dojo.targets import NUMPY, Target
from dojo.wording import AMONG_TENSORS, ON_TENSORS, Wording, calls_numpy

_REMEMBERED = 24
"""Answers of a test that a diagnosis looks at."""


MORE_IS_WRONG = "More is wrong than this alone explains; some of it may be a consequence."


class Conversation:
    """What is said between a judge and a solution.

    Parameters
    ----------
    place : Place
        Where its files are.
    target : Target
        Where the solution runs.
    file : Path
        The solution that is judged.
    solution : dojo.process.Process or dojo.processes.InProcess
        Answers questions with it.
    random : bool
        Whether the kata may draw from the global random generators.
    """

    _tests = 0

    def __init__(self, place: Place, target: Target, file: Path, solution, random: bool = False):
        self._place, self._target, self._file, self._solution = place, target, file, solution
        self._random = random
        self._asked: deque[Asked] = deque(maxlen=_REMEMBERED)
        self._references = References.of(place)
        self._wording = Wording(place.name, self._references)
        self._diagnosis = Diagnosis(place, self._references)
        self._pinned_answers: dict[tuple, list[Asked]] = {}

    # ------------------------------------------------------------------ for the plugin

    def begin_test(self, forbidden=(), instead: str = "", reached=tuple) -> None:
        """Forget what was asked in the last test.

        Parameters
        ----------
        forbidden, instead
            As the judge's mark says.
        reached : callable
            Gives the tests whose pinned questions a diagnosis asks, too.
        """
        Conversation._tests += 1
        self._test = self._references.answers.test = Diagnosis.answers.test = Conversation._tests
        self._asked.clear()
        self._forbidden, self._instead, self._reached = tuple(forbidden), instead, reached
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
            raise Halt(Message(ended.title, list(ended.rows), list(ended.words)), ended.state)

    def explain(self, failure: BaseException) -> tuple[Message, list[Mistake]] | None:
        """The message of a failed test with its diagnosis, or None where it is not ours."""
        if isinstance(failure, Halt):
            return failure.message, []
        if not isinstance(failure, Mismatch):
            failure = self._behind(failure)
        if failure is None:
            return None
        message, asked = failure.message, failure.asked
        causes, words = self._diagnose(asked)
        instead = None if causes else self._answered_instead(asked, bool(message.words))
        words = words or ([instead] if instead else list(message.words))
        if asked and not causes and asked[-1].answer.log.warnings and asked[-1].answer.raised is None:
            words.insert(0, f"A warning came up: {'; '.join(dict.fromkeys(asked[-1].answer.log.warnings))}")
        if asked and asked[-1].answer.log.printed.strip():
            tail = asked[-1].answer.log.printed.rstrip().split("\n")[-5:]
            message.rows = [*message.rows, ("printed", "\n".join(line[:60] for line in tail))]
        return Message(message.title, message.rows, words), causes

    # ------------------------------------------------------------------ inside

    def _ask(self, scenario, args, kwargs, demand: Demand | None = None, **more) -> Asked:
        """Ask the solution, and remember what it answered."""
        self._must_exist()
        question = Question(scenario, args, kwargs, self._target, seed=self._seed_of(args, kwargs), **more)
        answer = self._solution.answer(question, self._test)
        if isinstance(answer, Ended):
            raise Halt(self._wording.ended(question, answer), answer.state)
        asked = Asked(question, answer, demand or Demand())
        if question.kind in ("result", "gradient"):
            self._asked.append(asked)
        return asked

    def _seed_of(self, args, kwargs) -> int | None:
        """The same input draws the same numbers: for Hypothesis, and for a diagnosis."""
        if not self._random:
            return None
        return zlib.crc32(b"".join(a.tobytes() for a in arrays_of((args, kwargs))))

    def _must_exist(self) -> None:
        if not self._file.is_file():
            raise Halt(Message(f"there is no {_short(self._file)}"), "missing")

    def _must_return(self, asked: Asked) -> Asked:
        """An answer must be a result, and leave the inputs as they were."""
        if asked.answer.raised is not None:
            message = self._wording.raised(asked)
            at = asked.answer.raised.lines[-1:]
            if at and calls_numpy(Path(at[0].file), at[0].number) and self._elsewhere(asked):
                message.words = [ON_TENSORS]
            elif not message.words and (elsewhere := self._elsewhere(asked)):
                message.words = [AMONG_TENSORS if calls_numpy(self._file) else elsewhere]
            self._raise(asked, message)
        if asked.answer.changed:
            self._raise(asked, self._wording.changed(asked))
        return asked

    def _behind(self, error: BaseException) -> Mismatch | None:
        """What is wrong with the solution where the judge's own code raised; None where nothing is.

        A result of the wrong shape can make a law impossible to state: then the shape is to be told.
        """
        for asked in self._asked:
            try:
                if found := self._references.difference(asked):
                    self._fail(asked, found)
            except Mismatch as mismatch:
                return mismatch
            except Exception:
                continue  # no reference has an answer for this question
        if isinstance(error, AssertionError) and self._asked:
            asked = self._asked[-1]
            message = self._wording.about(asked.question, "", rows=[("yours", display.show(asked.value))])
            message.title = str(error).split("\n")[0] or "the law does not hold"
            return Mismatch(message, self._asked)
        return None

    def _diagnose(self, asked: list[Asked]) -> tuple[list[Mistake], list[str]]:
        """The mistakes that explain what was answered, the likeliest first, and what to say."""
        try:
            fault = self._diagnosis.most_wrong([a for a in asked if self._references.is_wrong(a)] or asked[-1:])
            if causes := self._diagnosis.mistakes([*(a for a in asked if a is not fault), fault], self._pinned):
                return causes, [causes[0].words]
            causes = self._diagnosis.one_of_several(fault, self._pinned)
            return causes, [f"{causes[0].words} {MORE_IS_WRONG}"] if causes else []
        except Exception:
            return [], []

    def _answered_instead(self, asked: list[Asked], is_told: bool) -> str | None:
        try:
            return answered_instead(asked[-1], self._references, self._pinned, is_told) if asked else None
        except Exception:
            return None

    def _pinned(self) -> list[Asked]:
        """What the solution answers to the pinned questions of the tests that it has reached, asked once."""
        reached = tuple(self._reached())
        if reached not in self._pinned_answers:
            recorder = Recorder(self._target.reference, self._diagnosis.answer_of_the_model, self._seed_of)
            found = []
            for asked in pinned_questions(reached, recorder):
                question = asked.question.at(self._target)
                answer = self._solution.answer(question, self._test)
                if not isinstance(answer, Answer):
                    return found
                found.append(replace(asked, question=question, answer=answer))
            self._pinned_answers[reached] = found
        return self._pinned_answers[reached]

    # ------------------------------------------------------------------ verdicts

    def _raise(self, asked: Asked, message: Message):
        raised = asked.answer.raised
        state = "out of memory" if raised is not None and raised.is_a(MemoryError) else "failed"
        raise Mismatch(message, [*(a for a in self._asked if a is not asked), asked], state)

    def _fail(self, asked: Asked, found: Difference, what: str | None = None):
        message = self._wording.difference(asked, found, what)
        if elsewhere := self._elsewhere(asked):
            mixed = asked.question.kind == "result" and found.aspect != "dtype" and calls_numpy(self._file)
            among = mixed and VALUES_AND_INDICES not in message.words
            message.words = [AMONG_TENSORS] if among else [*message.words, elsewhere]
        self._raise(asked, message)

    def _break_law(self, law: str, found: Difference | None = None):
        if not self._asked:
            raise Mismatch(Message(law))
        self._raise(self._asked[-1], self._wording.law(self._asked[-1], law, found))

    def _elsewhere(self, asked: Asked) -> str | None:
        """On torch: whether the same input is right on NumPy, so that the target is to blame."""
        if not self._target.on_torch or self._references.numpy is None:
            return None
        question = replace(asked.question, kind="result").at(NUMPY)
        answer = self._solution.answer(question, self._test)
        if not isinstance(answer, Answer) or answer.raised is not None or answer.changed:
            return None
        try:
            like = run_trusted(question, self._references.numpy)
            truth = self._references.in_float64(question)
            if difference(answer.value, truth, like, size=question.size) is None:
                return "On NumPy the same input is right."
        except Exception:  # the reference has no answer here
            pass
        return None


def _short(file: Path) -> str:
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)
