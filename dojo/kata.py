"""The kata that a judge speaks to: it lifts, calls, compares and explains.

A judge's tests take it as the fixture ``kata``. Everything a judge needs is a method here;
``kata.softmax(x)`` calls the solution's ``softmax``.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import linecache
import re
import sys
import zlib
from collections import deque
from pathlib import Path

import numpy as np

from dojo import display
from dojo.compare import Difference, close, describe, difference
from dojo.diagnosis import Mistake, diagnose, furthest
from dojo.failures import Halt, Message, Mismatch
from dojo.from_scratch import Shortcut, as_run, as_written, watched_array
from dojo.isolation import Isolation, seed_everything
from dojo.loading import Place, Solution, load_solution
from dojo.references import References, size
from dojo.targets import Call, Due, arrays_of, bind, gradients, lift, load_torch, map_arrays, run, run_reference
from dojo.wording import CUT_OFF, ON_TENSORS, Wording, error_rows

_REMEMBERED = 24
"""Calls of a test that a diagnosis looks at."""


class Kata:
    """One kata on one target.

    Parameters
    ----------
    place : Place
        Where its files are.
    target : str
        Where the solution runs.
    directory : Path
        The folder, laid out like ``katas``, whose solution is judged.
    random : bool
        Whether the kata may draw from the global random generators.
    show_prints : bool
        Pass on what the solution prints.
    """

    def __init__(self, place: Place, target: str, directory: Path, random: bool = False, show_prints: bool = False):
        self._place, self.target = place, target
        self._file = place.solution(directory)
        self._random, self._show_prints = random, show_prints
        self._calls: deque[Call] = deque(maxlen=_REMEMBERED)
        self._references = References(place)
        self._wording = Wording(place.name, self._references)
        self._halt: Halt | None = None

    def __repr__(self) -> str:
        return f"<kata {self._place.id} on {self.target}>"

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
        call = self._run(scenario, args, kwargs)
        self._must_return(call)
        return call.value

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
        call = self._run(scenario, args, kwargs)
        call.scale = scale
        self._must_return(call)
        if found := self._references.difference(call):
            self._fail(call, found)
        return call.value

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
        call = self._run(scenario, args, kwargs)
        self._must_return(call)
        expected, actual = np.asarray(gives), call.value
        if not isinstance(actual, (np.ndarray, int, float)) or np.shape(actual) != expected.shape:
            like = self._references.yardstick(call)
            self._fail(call, self._references.difference(call) or Difference("values", actual, like))
        half = 0.5 * 10.0**-decimals if decimals is not None else 0.0
        error = np.abs(np.asarray(actual, np.float64) - expected)
        if not np.all(error <= half * (1 + 1e-9) + 8 * np.finfo(np.float64).eps * np.abs(expected)):
            self._fail(call, Difference("values", actual, expected), "not the worked figure")

    def check_gradient(self, scenario, *args, scale=None, **kwargs):
        """Compare gradients with torch's, pulled back from a random upstream.

        Every floating array among the arguments is differentiated. Only for torch targets.
        """
        call = gradients(scenario, self._solution, self._file.parent, self.target, args, kwargs)
        call.scale = scale
        self._calls.append(call)
        self._must_return(call)
        if self._references.is_cut_off(call):
            words = [f"No gradient flows back to the input. {CUT_OFF}"]
            self._raise(call, self._wording.about(call, ": the result is cut off from autograd", words))
        if found := self._references.difference(call):
            self._fail(call, found)

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
        call = self._run(scenario, args, kwargs)
        call.due = due = Due(error, tuple(says))
        if call.error is None:
            what, rows = f": {error.__name__} expected for this input", [("yours", display.show(call.value))]
        elif not isinstance(call.error, error):
            what = f": {error.__name__} expected, yours raised {type(call.error).__name__}"
            rows = error_rows(call)
        elif missing := due.missing(call.error):
            what = f": the {error.__name__} should mention {' and '.join(map(str, missing))}"
            rows = error_rows(call)
        else:
            return
        self._raise(call, self._wording.about(call, what, rows=rows))

    def equal(self, actual, expected, law: str, scale=0.0):
        """A law of the mathematics: two results that must be the same.

        Parameters
        ----------
        actual, expected : array_like
            The two sides, in NumPy.
        law : str
            The law, in words or symbols, for the learner to read.
        scale : float or ndarray
            Magnitude of what is added on the way, where the result does not show it.
        """
        for side in (actual, expected):
            if not isinstance(side, (np.ndarray, np.generic, bool, int, float, list)):
                self._break_law(law, Difference("type", describe(side), "an array"))
        actual, expected = np.asarray(actual), np.asarray(expected)
        if actual.shape != expected.shape:
            self._break_law(law, Difference("shape", actual.shape, expected.shape))
        dtypes = [a.dtype for a in (actual, expected) if a.dtype.kind == "f"]
        dtypes += [a.dtype for call in self._calls for a in arrays_of(call.args) if dtypes and a.dtype.kind == "f"]
        like = expected.astype(min(dtypes, key=lambda d: d.itemsize)) if dtypes else expected
        largest = max(map(size, self._calls), default=1)
        if not np.all(
            close(actual, np.asarray(expected, np.float64), like, scale, largest) if dtypes else actual == expected
        ):
            self._break_law(law, Difference("values", actual, expected))

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
        from dojo.devices import find_fault

        call = self._run(scenario, args, kwargs)
        self._must_return(call)
        lifted = lift((args, kwargs), "torch-cpu")
        function = bind(scenario, self._solution)
        fault = find_fault(lambda a: function(*a[0], **a[1]), lifted, self._file.parent)
        if fault is not None:  # the result is right on the CPU, so that no mistake explains it
            rows = [("at", str(fault.line))] if fault.line else []
            raise Mismatch(Message(f"{self._wording.subject(call)}: {fault.what}", rows, [fault.advice]))

    def check_from_scratch(self, scenario, *args, **kwargs):
        """Refuse the functions that the judge's mark forbids, as written and as run."""
        forbidden, instead = set(self._forbidden), self._instead
        if not self._file.is_file():
            self._solution  # noqa: B018  raises: missing
        found = as_written(self._file, forbidden) if self._loads() else []
        found = found or self._shortcuts_as_run(scenario, args, kwargs, forbidden)
        if not found:
            return
        rows = [("at", f"{shortcut.line}") for shortcut in found[:4]]
        names = ", ".join(dict.fromkeys(shortcut.name for shortcut in found))
        words = [f"This kata is about building {self._place.name} yourself. {instead}".strip()]
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
        solution, folder = self._solution, self._file.parent
        call = run(scenario, solution, folder, self.target, args, kwargs, self._show_prints, limit)
        self._calls.append(call)
        if call.ran_on:
            words = ["Loops over entries are slow in Python. Say it for whole arrays, so that the library loops."]
            self._raise(call, self._wording.about(call, f": more than {limit:,} lines of Python run", words))
        self._must_return(call)
        return call.lines_run

    # ------------------------------------------------------------------ for the plugin

    def start(self, forbidden=(), instead: str = "") -> Isolation:
        """Begin a test: forget the calls of the last one, and isolate what is run."""
        self._calls.clear()
        self._forbidden, self._instead = tuple(forbidden), instead
        with contextlib.suppress(Halt):  # told by the first call
            self._loads()  # so that the libraries that it imports are watched from the start
        if "torch" in sys.modules:
            load_torch()  # its settings are ours, and not changed by the test
        return Isolation(self._file.parent, self._random)

    def explain(self, failure: BaseException) -> tuple[Message, list[Mistake]] | None:
        """The message of a failed test with its diagnosis, or None where it is not ours."""
        if isinstance(failure, Halt):
            message = failure.message
            if message.title.startswith("it "):
                message.title = f"{self._file.name} {message.title[3:]}"
            if failure.state == "hung":
                self._halt = failure
            return message, []
        if not isinstance(failure, Mismatch):
            failure = self._behind(failure)
        if failure is None:
            return None
        message, calls = failure.message, failure.calls
        causes = self._diagnose(calls)
        words = [causes[0].words] if causes else list(message.words)
        if not causes and calls and calls[-1].log.warnings and calls[-1].error is None:
            words.insert(0, f"A warning came up: {'; '.join(dict.fromkeys(calls[-1].log.warnings))}")
        if calls and calls[-1].log.printed.strip():
            tail = calls[-1].log.printed.rstrip().split("\n")[-5:]
            message.rows = [*message.rows, ("printed", "\n".join(line[:60] for line in tail))]
        return Message(message.title, message.rows, words), causes

    # ------------------------------------------------------------------ inside

    def _behind(self, error: BaseException) -> Mismatch | None:
        """What is wrong with the solution where the judge's own code raised; None where nothing is.

        A result of the wrong shape can make a law impossible to state: then the shape is to be told.
        """
        for call in self._calls:
            try:
                if found := self._references.difference(call):
                    self._fail(call, found)
            except Mismatch as mismatch:
                return mismatch
            except Exception:
                continue  # no reference has an answer for this call
        if isinstance(error, AssertionError) and self._calls:
            call = self._calls[-1]
            message = self._wording.about(call, "", rows=[("yours", display.show(call.value))])
            message.title = str(error).split("\n")[0] or "the law does not hold"
            return Mismatch(message, self._calls)
        return None

    @property
    def _solution(self) -> Solution:
        if self._halt is None and "_loaded" not in vars(self):
            try:
                self._loaded = Solution(load_solution(self._file, self._random), self._file)
            except Halt as halt:
                self._halt = halt
        if self._halt is not None:
            raise self._halt
        return self._loaded

    def _loads(self) -> bool:
        return self._solution is not None

    def _run(self, scenario, args, kwargs) -> Call:
        solution, seed = self._solution, None
        if self._random:  # the same input draws the same numbers: for Hypothesis, and for a diagnosis
            seed_everything(seed := zlib.crc32(b"".join(a.tobytes() for a in arrays_of((args, kwargs)))))
        call = run(scenario, solution, self._file.parent, self.target, args, kwargs, self._show_prints)
        call.seed = seed
        self._calls.append(call)
        return call

    @property
    def _on_torch(self) -> bool:
        return self.target.startswith("torch")

    def _diagnose(self, calls: list[Call]) -> list[Mistake]:
        truth, folder = self._references.truth, self._place.reference("mistakes").parent
        try:
            fault = furthest([call for call in calls if self._references.is_wrong(call)] or calls[-1:], truth)
            return diagnose(self._place, [*(call for call in calls if call is not fault), fault], folder, truth)
        except Exception:
            return []

    def _shortcuts_as_run(self, scenario, args, kwargs, forbidden) -> list[Shortcut]:
        folder, solution = self._file.parent, self._solution
        torch = load_torch() if self._on_torch else sys.modules.get("torch")
        with as_run(folder, forbidden, torch) as found:
            if not self._on_torch:
                args, kwargs = map_arrays(lambda a: watched_array(a, folder, forbidden, found), (args, kwargs))
            call = run(scenario, solution, folder, self.target, args, kwargs)
        if not found:
            self._must_return(call)
        return found

    # ------------------------------------------------------------------ verdicts

    def _raise(self, call: Call, message: Message):
        raise Mismatch(message, [*(c for c in self._calls if c is not call), call])

    def _fail(self, call: Call, found: Difference, what: str | None = None):
        message = self._wording.difference(call, found, what)
        if elsewhere := self._elsewhere(call):
            message.words.append(elsewhere)
        self._raise(call, message)

    def _must_return(self, call: Call):
        """A call must return, and leave its inputs as they were."""
        if call.error is not None:
            message = self._wording.raised(call)
            if not message.words and (elsewhere := self._elsewhere(call)):
                message.words.append(ON_TENSORS if self._calls_numpy(call) else elsewhere)
            self._raise(call, message)
        if call.changed:
            self._raise(call, self._wording.changed(call))

    def _break_law(self, law: str, found: Difference | None = None):
        if not self._calls:
            raise Mismatch(Message(law))
        self._raise(self._calls[-1], self._wording.law(self._calls[-1], law, found))

    def _elsewhere(self, call: Call) -> str | None:
        """On torch: whether the same input is right on NumPy, so that the target is to blame."""
        if not self._on_torch or self._references.numpy is None:
            return None
        try:
            other = call.again(self._solution, self._file.parent, target="numpy")
            if other.error is None and not other.changed:
                like = run_reference(other.scenario, self._references.numpy, "numpy", other.args, other.kwargs)
                if difference(other.value, self._references.in_float64(other), like, size=size(other)) is None:
                    return "On NumPy the same input is right."
        except (Halt, Exception):
            pass
        return None

    def _calls_numpy(self, call: Call) -> bool:
        """Whether NumPy is named in the solution's line that raised."""
        if not call.lines:
            return False
        last, names = call.lines[-1], []
        for node in ast.walk(ast.parse(Path(last.file).read_bytes())):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                of_numpy = [a for a in node.names if f"{getattr(node, 'module', a.name)}.".startswith("numpy.")]
                names += [alias.asname or alias.name for alias in of_numpy]
        line = linecache.getline(last.file, last.number)
        return any(re.search(rf"\b{re.escape(name)}\b", line) for name in names)
