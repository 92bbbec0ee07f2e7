"""The kata that a judge speaks to: it asks the solution, compares and explains.

A judge's tests take it as the fixture ``kata``. Everything a judge needs is a method here;
``kata.softmax(x)`` calls the solution's ``softmax``.
"""

from __future__ import annotations

import functools
import zlib
from collections import deque
from dataclasses import replace
from pathlib import Path

import numpy as np

from dojo import display
from dojo.compare import Difference, close, difference
from dojo.diagnosis import Diagnosis, load_model
from dojo.failures import Halt, Message, Mismatch
from dojo.loading import Place
from dojo.mistakes import Mistake
from dojo.nested import NotAResult, arrays_of, describe, zip_leaves
from dojo.pinned import Recorder, pinned_questions
from dojo.questions import Answer, Asked, Demand, Ended, Question
from dojo.references import References, size
from dojo.running import run_trusted
from dojo.shortcuts import as_written
from dojo.targets import NUMPY, Target
from dojo.wording import CUT_OFF, NOT_YOUR_OWN, ON_TENSORS, Wording, calls_numpy, error_rows

_REMEMBERED = 24
"""Answers of a test that a diagnosis looks at."""


class Kata:
    """One kata on one target.

    Parameters
    ----------
    place : Place
        Where its files are.
    target : Target
        Where the solution runs.
    file : Path
        The solution that is judged.
    solution : dojo.process.Process or dojo.process.InProcess
        Answers questions with it.
    random : bool
        Whether the kata may draw from the global random generators.
    """

    _tests = 0

    def __init__(self, place: Place, target: Target, file: Path, solution, random: bool = False):
        self._place, self._target, self._file, self._solution = place, target, file, solution
        self._random = random
        self._asked: deque[Asked] = deque(maxlen=_REMEMBERED)
        self._references = References(place)
        self._wording = Wording(place.name, self._references)
        self._diagnosis = Diagnosis(place, self._references)

    def __repr__(self) -> str:
        return f"<kata {self._place.id} on {self._target}>"

    def __getattr__(self, name: str):
        if name.startswith("_") or not name.isidentifier():
            raise AttributeError(name)
        return functools.partial(self.run, name)

    # ------------------------------------------------------------------ what judges call

    def run(self, scenario, *args, **kwargs):
        """Run the solution and give back what it returned, as NumPy.

        Parameters
        ----------
        scenario : str or callable
            The name of a function of the solution, or ``scenario(solution, *arrays)``, which
            uses the solution and returns arrays.
        *args, **kwargs
            NumPy arrays are copied to the target; all else is passed as it is.

        Raises
        ------
        Mismatch
            Where the solution raises, or writes into its input.
        """
        return self._must_return(self._ask(scenario, args, kwargs)).value

    def check(self, scenario, *args, scale=None, **kwargs):
        """Compare a result with that of both references: type, dtype, shape, values.

        Parameters
        ----------
        scenario, *args, **kwargs
            As in `run`.
        scale : float, optional
            Magnitude of what is added and cancels on the way, where the result does not
            show it: the largest logit, for a loss that is nearly zero.

        Returns
        -------
        The solution's result, as NumPy.
        """
        asked = self._must_return(self._ask(scenario, args, kwargs, demand=Demand(scale=scale)))
        if found := self._references.difference(asked):
            self._fail(asked, found)
        return asked.value

    def check_figure(self, scenario, *args, gives, decimals: int | None = None, **kwargs):
        """Compare a result with a figure that can be checked by hand.

        Parameters
        ----------
        scenario, *args, **kwargs
            As in `run`.
        gives
            The figure, as it is printed.
        decimals : int, optional
            To how many places it is rounded; without it, it is exact.
        """
        asked = self._must_return(self._ask(scenario, args, kwargs))
        expected, actual = np.asarray(gives), asked.value
        if not isinstance(actual, (np.ndarray, int, float)) or np.shape(actual) != expected.shape:
            like = self._references.yardstick(asked.question)
            self._fail(asked, self._references.difference(asked) or Difference("values", actual, like))
        half = 0.5 * 10.0**-decimals if decimals is not None else 0.0
        error = np.abs(np.asarray(actual, np.float64) - expected)
        if not np.all(error <= half * (1 + 1e-9) + 8 * np.finfo(np.float64).eps * np.abs(expected)):
            self._fail(asked, Difference("values", actual, expected), "not the worked figure")

    def check_gradient(self, scenario, *args, scale=None, **kwargs):
        """Compare gradients with torch's, pulled back from a random upstream.

        Every floating array among the arguments is differentiated. Only for torch targets.
        """
        asked = self._must_return(self._ask(scenario, args, kwargs, demand=Demand(scale=scale), kind="gradient"))
        if self._references.is_cut_off(asked):
            words = [f"No gradient flows back to the input. {CUT_OFF}"]
            self._raise(asked, self._wording.about(asked.question, ": the result is cut off from autograd", words))
        if found := self._references.difference(asked):
            self._fail(asked, found)

    def check_raises(self, error: type[Exception], scenario, *args, says=(), **kwargs):
        """The contract names an exception for this input.

        Parameters
        ----------
        error : type
            Which exception, or a base of it.
        scenario, *args, **kwargs
            As in `run`.
        says : sequence of str or tuple
            What its message must mention; tuples are shapes.
        """
        demand = Demand(error, tuple(says))
        asked = self._ask(scenario, args, kwargs, demand=demand)
        raised, words = asked.answer.raised, []
        if demand.is_met_by(raised):
            return
        if raised is None:
            what, rows = f": {error.__name__} expected for this input", [("yours", display.show(asked.value))]
        elif not raised.is_a(error):
            what = f": {error.__name__} expected, yours raised {raised.name}"
            rows, words = error_rows(asked.answer), [] if raised.by_solution else [NOT_YOUR_OWN]
        else:
            missing = " and ".join(map(str, demand.missing(raised)))
            what, rows = f": the {error.__name__} should mention {missing}", error_rows(asked.answer)
        self._raise(asked, self._wording.about(asked.question, what, words, rows))

    def equal(self, actual, expected, law: str, scale=0.0):
        """A law of the mathematics: two results that must be the same.

        Parameters
        ----------
        actual, expected
            The two sides: arrays, numbers, strings, or nested results of these.
        law : str
            The law, in words or symbols, for the learner to read.
        scale : float or ndarray
            Magnitude of what is added on the way, where the result does not show it.
        """
        for path, one, other in zip_leaves(actual, expected):
            if found := self._side_difference(one, other, scale):
                self._break_law(law, replace(found, path=path))

    def require(self, condition, law: str):
        """A law that a result either obeys or breaks.

        Parameters
        ----------
        condition : bool or array of bool
            Whether it holds.
        law : str
            The law, for the learner to read.
        """
        if not np.all(condition):
            self._break_law(law)

    def check_device(self, scenario, *args, **kwargs):
        """Arrays that the solution makes belong on the device of its input (seen without a GPU)."""
        self._must_return(self._ask(scenario, args, kwargs))
        asked = self._must_return(self._ask(scenario, args, kwargs, kind="device"))
        fault = asked.answer.device_fault
        if fault is not None:  # the result is right on the CPU, so that no mistake explains it
            rows = [("at", str(fault.line))] if fault.line else []
            title = f"{self._wording.subject(asked.question)}: {fault.what}"
            raise Mismatch(Message(title, rows, [fault.advice]))

    def check_from_scratch(self, scenario, *args, **kwargs):
        """Refuse the functions that the judge's mark forbids, as written and as run."""
        self._must_exist()
        try:
            found = as_written(self._file, set(self._forbidden))
        except (SyntaxError, UnicodeDecodeError):
            found = []  # told when it is loaded
        if not found:
            asked = self._ask(scenario, args, kwargs, kind="shortcuts", forbidden=frozenset(self._forbidden))
            found = asked.answer.shortcuts or self._must_return(asked).answer.shortcuts
        if not found:
            return
        rows = [("at", f"{shortcut.line}") for shortcut in found[:4]]
        names = ", ".join(dict.fromkeys(shortcut.name for shortcut in found))
        words = [f"This kata is about building {self._place.name} yourself. {self._instead}".strip()]
        raise Mismatch(Message(f"not from scratch: {names} gives the answer away", rows, words))

    def count_lines(self, scenario, *args, limit: int, **kwargs) -> int:
        """How many lines of the solution run: a cost that no clock enters.

        Every turn of a loop counts, whatever it runs on. Stops at the limit.

        Parameters
        ----------
        scenario, *args, **kwargs
            As in `run`.
        limit : int
            A count that fails.
        """
        asked = self._ask(scenario, args, kwargs, limit=limit)
        if asked.ran_on:
            words = ["Loops over entries are slow in Python. Say it for whole arrays, so that the library loops."]
            self._raise(asked, self._wording.about(asked.question, f": more than {limit:,} lines of Python run", words))
        return self._must_return(asked).answer.lines_run

    # ------------------------------------------------------------------ for the plugin

    def begin_test(self, forbidden=(), instead: str = "", pinned=()) -> None:
        """Forget what was asked in the last test.

        Parameters
        ----------
        forbidden, instead
            As the judge's mark says.
        pinned : iterable of pytest.Item
            The tests whose pinned questions a diagnosis asks, too.
        """
        Kata._tests += 1
        self._test = self._references.answers.test = Diagnosis.answers.test = Kata._tests
        self._asked.clear()
        self._pinned_answers: list[Asked] | None = None
        self._forbidden, self._instead, self._pinned_tests = tuple(forbidden), instead, pinned
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
        causes = self._diagnose(asked)
        words = [causes[0].words] if causes else list(message.words)
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
            if calls_numpy(asked.answer) and self._elsewhere(asked):
                message.words = [ON_TENSORS]
            elif not message.words and (elsewhere := self._elsewhere(asked)):
                message.words.append(elsewhere)
            self._raise(asked, message)
        if asked.answer.changed:
            self._raise(asked, self._wording.changed(asked))
        return asked

    def _side_difference(self, actual, expected, scale) -> Difference | None:
        """Where the two sides of a law part."""
        if isinstance(actual, NotAResult) or (actual is None) != (expected is None):
            return Difference("type", describe(actual), describe(expected))
        if any(isinstance(side, (str, bytes, set, frozenset, dict, type(None))) for side in (actual, expected)):
            return None if actual == expected else Difference("values", actual, expected)
        actual, expected = np.asarray(actual), np.asarray(expected)
        if actual.shape != expected.shape:
            return Difference("shape", actual.shape, expected.shape)
        dtypes = [a.dtype for a in (actual, expected) if a.dtype.kind == "f"]
        dtypes += [
            a.dtype for asked in self._asked for a in arrays_of(asked.question.args) if dtypes and a.dtype.kind == "f"
        ]
        if not dtypes:
            return None if np.array_equal(actual, expected) else Difference("values", actual, expected)
        like = expected.astype(min(dtypes, key=lambda d: d.itemsize))
        largest = max((size(asked.question) for asked in self._asked), default=1)
        same = close(actual, np.asarray(expected, np.float64), like, scale, largest)
        return None if np.all(same) else Difference("values", actual, expected)

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

    def _diagnose(self, asked: list[Asked]) -> list[Mistake]:
        try:
            fault = self._diagnosis.furthest([a for a in asked if self._references.is_wrong(a)] or asked[-1:])
            return self._diagnosis.mistakes([*(a for a in asked if a is not fault), fault], self._pinned)
        except Exception:
            return []

    def _pinned(self) -> list[Asked]:
        """What the solution answers to the pinned questions, asked once in a test."""
        if self._pinned_answers is None:
            model = load_model(self._place)
            recorder = Recorder(self._target.reference, model, self._place.reference("").parent, self._seed_of)
            self._pinned_answers = []
            for asked in pinned_questions(self._pinned_tests, recorder):
                question = asked.question.at(self._target)
                answer = self._solution.answer(question, self._test)
                if not isinstance(answer, Answer):
                    break
                self._pinned_answers.append(replace(asked, question=question, answer=answer))
        return self._pinned_answers

    # ------------------------------------------------------------------ verdicts

    def _raise(self, asked: Asked, message: Message):
        raise Mismatch(message, [*(a for a in self._asked if a is not asked), asked])

    def _fail(self, asked: Asked, found: Difference, what: str | None = None):
        message = self._wording.difference(asked, found, what)
        if elsewhere := self._elsewhere(asked):
            message.words.append(elsewhere)
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
            if difference(answer.value, truth, like, size=size(question)) is None:
                return "On NumPy the same input is right."
        except Exception:  # the reference has no answer here
            pass
        return None


def _short(file: Path) -> str:
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)
