"""The questions of a judge to a solution, what came back, and what the contract demands of it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dojo.engine.base.lines import Line
from dojo.engine.base.nested import arrays_of
from dojo.engine.base.targets import Target


@dataclass(frozen=True)
class Question:
    """A scenario, its inputs, and where it runs.

    Parameters
    ----------
    scenario : str or callable
        A function's name, or ``scenario(solution, *arrays)``.
    args, kwargs
        What it is called with, in NumPy; never changed.
    target : Target
        Where it runs.
    kind : str
        ``"result"``; ``"gradient"`` for the gradients of a result; ``"device"`` and ``"shortcuts"`` where the
        solution is watched as it runs.
    limit : int or None
        How many lines of the solution may run.
    seed : int or None
        What the global random generators start from, where the kata may draw from them.
    forbidden : frozenset of str
        The names that are watched for, of kind ``"shortcuts"``.
    """

    scenario: str | Callable
    args: tuple
    kwargs: dict
    target: Target
    kind: str = "result"
    limit: int | None = None
    seed: int | None = None
    forbidden: frozenset = frozenset()

    def __reduce__(self):
        return Question, tuple(getattr(self, name) for name in self.__match_args__)  # and nothing that was worked out

    @functools.cached_property
    def arrays(self) -> list[np.ndarray]:
        """The arrays among the inputs, in order."""
        return arrays_of((self.args, self.kwargs))

    @functools.cached_property
    def size(self) -> int:
        """The number of elements of the largest input."""
        return max((array.size for array in self.arrays), default=1)

    @property
    def is_gradient(self) -> bool:
        return self.kind == "gradient"

    @property
    def on_torch(self) -> bool:
        return self.target.on_torch

    def at(self, target: Target) -> Question:
        """The same question on another target."""
        return self if target is self.target else replace(self, target=target)


@dataclass(frozen=True)
class Raised:
    """An exception of a solution, by name and text.

    Parameters
    ----------
    kinds : tuple of str
        The full names of its class and of the bases of that, ``"builtins.ValueError"`` among them.
    text : str
        Its message.
    lines : tuple of Line
        The solution's own lines on the way to it, outermost first.
    by_solution : bool
        Whether a ``raise`` of the solution raised it.
    """

    kinds: tuple[str, ...]
    text: str
    lines: tuple[Line, ...] = ()
    by_solution: bool = False

    @property
    def name(self) -> str:
        return self.kinds[0].rpartition(".")[2]

    def is_a(self, *errors: type[BaseException]) -> bool:
        return any(full_name(error) in self.kinds for error in errors)


def full_name(error: type) -> str:
    return f"{error.__module__}.{error.__qualname__}"


@dataclass(frozen=True)
class Log:
    """All that was printed and warned while a question was answered."""

    printed: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeviceFault:
    """Something that would fail on a GPU.

    Parameters
    ----------
    line : Line or None
        The solution's line, None where it can't be named.
    what : str
        What the solution does there.
    advice : str
        What to do instead.
    """

    line: Line | None
    what: str
    advice: str


@dataclass(frozen=True)
class Shortcut:
    """A forbidden function, and the line that calls it."""

    name: str
    line: Line


@dataclass(frozen=True)
class Answer:
    """All that came back of a question.

    Parameters
    ----------
    value
        What the scenario returned, in NumPy; of a gradient, one for each floating array among the inputs, None where
        the result was cut off from it.
    raised : Raised or None
        What it raised.
    changed : tuple of int
        Which of the input arrays, in order, it wrote into.
    log : Log
        What it printed and warned.
    magnitude : float
        Of a gradient: the largest term that its backward pass starts from.
    lines_run : int
        How many lines ran, where there is a limit; the run was ended where it was passed.
    device_fault : DeviceFault or None
        What would fail on a GPU, where that was asked.
    shortcuts : tuple of Shortcut
        The forbidden functions that ran, where that was asked.
    ran : tuple of Line
        The first line of each function of the solution that ran, where that was asked.
    seconds : float
        The CPU time that it took.
    put_back : tuple of str
        What the solution's file set for the whole process as it was imported, and what has been put back.
    """

    value: Any = None
    raised: Raised | None = None
    changed: tuple[int, ...] = ()
    log: Log = Log()
    magnitude: float = 0.0
    lines_run: int = 0
    device_fault: DeviceFault | None = None
    shortcuts: tuple[Shortcut, ...] = ()
    ran: tuple[Line, ...] = ()
    seconds: float = 0.0
    put_back: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ended:
    """In place of an answer: the solution can't be judged, whatever it is asked.

    Parameters
    ----------
    state : str
        One of `dojo.engine.base.failures.STATES`.
    title : str
        What happened, in one sentence.
    rows : tuple of (str, str)
        Labels and texts.
    words : tuple of str
        Paragraphs of advice.
    """

    state: str
    title: str
    rows: tuple = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A figure that can be checked by hand.

    Parameters
    ----------
    gives : number or nested list
        As it is printed.
    decimals : int or None
        To how many places it is rounded; None where it is exact.
    """

    gives: Any
    decimals: int | None = None

    @property
    def half(self) -> float:
        """Half a unit of the last place that is printed."""
        return 0.5 * 10.0**-self.decimals if self.decimals is not None else 0.0

    def has_shape_of(self, value) -> bool:
        """Tell whether a result is a number, or an array, as the figure is."""
        return isinstance(value, (np.ndarray, int, float)) and np.shape(value) == np.shape(self.gives)

    def is_met_by(self, value) -> bool:
        """Tell whether a result is the figure, to its last digit."""
        if not self.has_shape_of(value):
            return False
        expected = np.asarray(self.gives)
        error = np.abs(np.asarray(value, np.float64) - expected)
        return bool(np.all(error <= self.half * (1 + 1e-9) + 8 * np.finfo(np.float64).eps * np.abs(expected)))


@dataclass(frozen=True)
class Demand:
    """The demands of the contract on an answer, beyond being right.

    Parameters
    ----------
    error : type or None
        The exception that is due.
    scale : float, ndarray or None
        The magnitude of what cancels on the way, where the result does not show it.
    figure : Figure or None
        What the result is compared with in place of the references'.
    roundings : int or None
        How many roundings are allowed for, where not those of the largest input.
    """

    error: type[Exception] | None = None
    scale: Any = None
    figure: Figure | None = None
    roundings: int | None = None

    def is_met_by(self, raised: Raised | None) -> bool:
        """Tell whether the exception that is due was raised, whatever its message says."""
        return raised is not None and self.error is not None and raised.is_a(self.error)


def not_mentioned(says: Iterable, text: str) -> list:
    """List what a message leaves out of texts and shapes; a shape may be written (2, 3), [2, 3] or (2,3)."""
    return [what for what in says if not re.search(_pattern(what), text)]


def _pattern(what) -> str:
    text = ", ?".join(map(str, what)) if isinstance(what, tuple) else re.escape(str(what))
    return rf"(?<!\d){text}(?!\d)"


@dataclass(frozen=True, eq=False)
class Asked:
    """A question, its answer, and the demand on it: something that happened, equal to itself alone."""

    question: Question
    answer: Answer
    demand: Demand = Demand()

    @property
    def ran_on(self) -> bool:
        """Tell whether it was ended, since too many lines ran."""
        return self.question.limit is not None and self.answer.lines_run > self.question.limit

    @property
    def value(self):
        return self.answer.value

    @property
    def roundings(self) -> int:
        """How many roundings the answer may be off by: their root counts."""
        return self.demand.roundings or self.question.size
