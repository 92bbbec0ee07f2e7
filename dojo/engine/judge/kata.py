"""The kata that a judge speaks to: it asks the solution, compares and explains.

A judge's tests take it as the fixture ``kata``. Everything a judge needs is a method here;
``kata.softmax(x)`` calls the solution's ``softmax``.
"""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np

from dojo.engine.base.failures import Halt, Mismatch
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.nested import NotAResult, zip_leaves
from dojo.engine.base.questions import Demand, Ended, Figure, Question, Shortcut, not_mentioned
from dojo.engine.explain import display
from dojo.engine.explain.explainers import CUT_OFF, kept_words
from dojo.engine.explain.wording import NAME_IT
from dojo.engine.judge.elsewhere import Elsewhere
from dojo.engine.process.forbidden import as_resolved, as_written, refusal
from dojo.engine.truth.compare import Difference, close

ANEW = (
    "Each of the two processes gives this call its own result. Python's hash of a string differs from one process to"
    " the next, and with it the order of a set of strings: use neither."
)


class Kata(Elsewhere):
    """One kata on one target: see `dojo.engine.judge.conversation.Conversation` for its parameters."""

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
        self._keep_apart(scenario, scale=scale)
        asked = self._must_return(self._ask(scenario, args, kwargs, demand=Demand(scale=scale)))
        if difference := self._references.difference(asked):
            self._fail(asked, difference)
        self._wording.passed.remember(asked.question)
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
        self._keep_apart(scenario, gives=gives, decimals=decimals)
        figure = Figure(gives, decimals)
        asked = self._must_return(self._ask(scenario, args, kwargs, demand=Demand(figure=figure)))
        if not figure.has_shape_of(asked.value):
            like = self._references.yardstick(asked.question)
            self._fail(asked, self._references.difference(asked) or Difference("values", asked.value, like))
        if not figure.is_met_by(asked.value):
            self._fail(asked, Difference("values", asked.value, np.asarray(gives)), "not the worked example")

    def check_gradient(self, scenario, *args, scale=None, **kwargs):
        """Compare gradients with torch's, pulled back from a random upstream.

        Every floating array among the arguments is differentiated. Only for torch targets.
        """
        self._keep_apart(scenario, scale=scale)
        asked = self._must_return(self._ask(scenario, args, kwargs, demand=Demand(scale=scale), kind="gradient"))
        if self._references.is_cut_off(asked):
            words = [f"No gradient flows back to the input. {CUT_OFF}"]
            self._raise(asked, self._wording.about(asked.question, ": the result is cut off from autograd", words))
        if difference := self._references.difference(asked):
            self._fail(asked, difference)

    def check_raises(self, error: type[Exception], scenario, *args, says=(), **kwargs):
        """The contract names an exception for this input.

        Parameters
        ----------
        error : type
            Which exception, or a base of it.
        scenario, *args, **kwargs
            As in `run`.
        says : sequence of str or tuple
            What its message should mention; tuples are shapes. What it leaves out is a note beside green.
        """
        self._keep_apart(scenario, says=says or None)
        asked = self._ask(scenario, args, kwargs, demand=Demand(error))
        raised = asked.answer.raised
        if raised is None or not asked.demand.is_met_by(raised):
            self._raise(asked, self._wording.refused(asked))
        self._comment_on(asked.question, error, not_mentioned(says, raised.text))

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
        for path, left, right in zip_leaves(actual, expected):
            if difference := self._side_difference(left, right, scale):
                self._break_law(law, replace(difference, path=path))

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

    def check_anew(self, scenario, *args, **kwargs):
        """Compare a result with what a new process gives, where no earlier call has left anything behind.

        There strings have other hashes, too. What is right is not asked: the references need no answer.
        """
        asked = self._must_return(self._ask(scenario, args, kwargs))
        anew = self._ask_anew(asked.question)
        if isinstance(anew, Ended):
            raise Halt(self._wording.ended(asked.question, anew))
        self._must_return(replace(asked, answer=anew))
        if any(self._side_difference(here, there, 0.0) for _, here, there in zip_leaves(asked.value, anew.value)):
            rows = [("yours", display.show(asked.value)), ("there", display.show(anew.value))]
            words = [kept_words(self._solution.kept()) or ANEW]
            self._raise(asked, self._wording.about(asked.question, ": another result in a new process", words, rows))

    def check_device(self, scenario, *args, **kwargs):
        """Arrays that the solution makes belong on the device of its input (seen without a GPU)."""
        self._must_return(self._ask(scenario, args, kwargs))
        asked = self._must_return(self._ask(scenario, args, kwargs, kind="device"))
        fault = asked.answer.device_fault
        if fault is not None:  # the result is right on the CPU, so that no mistake explains it
            rows = [("at", str(fault.line))] if fault.line else []
            title = f"{self._wording.subject(asked.question)}: {fault.what}"
            raise Mismatch(Lesson(title, rows, [fault.advice]))

    def check_from_scratch(self, scenario, *args, **kwargs):
        """Refuse the functions that the judge's mark forbids, as written and as run; for points, as run alone."""
        self._must_exist()
        shortcuts = self._read(as_written) if self._session.refuses_text else []
        if not shortcuts:
            asked = self._ask(scenario, args, kwargs, kind="shortcuts", forbidden=frozenset(self._forbidden))
            shortcuts = [*asked.answer.shortcuts, *self._read(as_resolved, asked.answer.ran)]
            if not shortcuts:
                self._must_return(asked)
        if shortcuts:
            raise Mismatch(refusal(shortcuts, self._place.name, self._instead))

    def count_lines(self, scenario, *args, limit: int, scale=None, **kwargs) -> int:
        """Count the lines of the solution that run, a cost without a clock, and compare the result as `check` does.

        Every turn of a loop counts, whatever it runs on. Stops at the limit. What is quick may be wrong only where it
        is large, so that the result counts, too.

        Parameters
        ----------
        scenario, *args, **kwargs
            As in `run`.
        limit : int
            A count that fails.
        scale : float, optional
            As in `check`.
        """
        self._keep_apart(scenario, limit=limit, scale=scale)
        asked = self._ask(scenario, args, kwargs, demand=Demand(scale=scale), limit=limit)
        if asked.ran_on:
            words = ["Perhaps a loop goes over entries, or over too much. With whole arrays the library loops."]
            self._raise(asked, self._wording.about(asked.question, f": more than {limit:,} lines of Python run", words))
        if difference := self._references.difference(self._must_return(asked)):
            self._fail(asked, difference)
        return asked.answer.lines_run

    # ------------------------------------------------------------------ inside

    def _read(self, read, *more) -> list[Shortcut]:
        """The shortcuts in the solution's text."""
        try:
            return read(self._file, set(self._forbidden), self._parts, *more)
        except (SyntaxError, UnicodeDecodeError):
            return []  # told when it is loaded

    def _keep_apart(self, scenario, **keywords) -> None:
        """Refuse a keyword of the judge's that what it asks has, too: nobody can tell whose it was meant to be."""
        given = {name for name, value in keywords.items() if value is not None}
        for name in sorted(given & self._references.parameters(scenario)):
            raise TypeError(
                f"{name}= is the judge's own keyword here, and a parameter of {scenario!r}, too: give that one by its"
                " place, in a scenario whose parameters are called otherwise"
            )

    def _comment_on(self, question: Question, error: type[Exception], left_out: list) -> None:
        """Note beside green, once of each subject, what the message of the right exception leaves out."""
        subject = self._wording.subject(question)
        if left_out:
            named = " and ".join(f"the shape {what}" if isinstance(what, tuple) else str(what) for what in left_out)
            self._note(subject, f"{subject}: your {error.__name__} does not mention {named}. {NAME_IT}")

    def _side_difference(self, actual, expected, scale) -> Difference | None:
        """Find where the two sides of a law part."""
        if isinstance(actual, NotAResult) or (actual is None) != (expected is None):
            return Difference("type", actual, expected)
        if any(isinstance(side, (str, bytes, set, frozenset, dict, type(None))) for side in (actual, expected)):
            return None if actual == expected else Difference("values", actual, expected)
        actual, expected = np.asarray(actual), np.asarray(expected)
        if actual.shape != expected.shape:
            return Difference("shape", actual, expected)
        dtypes = [a.dtype for a in (actual, expected) if a.dtype.kind == "f"]
        if dtypes:
            dtypes += [a.dtype for asked in self._asked for a in asked.question.arrays if a.dtype.kind == "f"]
        if not dtypes:
            return None if np.array_equal(actual, expected) else Difference("values", actual, expected)
        like = expected.astype(min(dtypes, key=lambda d: d.itemsize))
        largest = max((asked.question.size for asked in self._asked), default=1)
        same = close(actual, np.asarray(expected, np.float64), like, scale, largest)
        return None if np.all(same) else Difference("values", actual, expected)
