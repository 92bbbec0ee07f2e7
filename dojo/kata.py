"""The kata that a judge speaks to: it lifts, calls, compares and explains.

A judge's tests take it as the fixture ``kata``. Everything a judge needs is a method here;
``kata.softmax(x)`` calls the solution's ``softmax``.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import inspect
import linecache
import re
import sys
import zlib
from collections import deque
from pathlib import Path

import numpy as np

from dojo import display
from dojo.compare import Difference, close, describe, difference, natural_scale
from dojo.diagnosis import Mistake, diagnose, furthest
from dojo.failures import Halt, Message, Mismatch
from dojo.from_scratch import Shortcut, as_run, as_written, watched_array
from dojo.isolation import Isolation, seed_everything
from dojo.loading import Place, Solution, load_solution, load_trusted
from dojo.targets import (
    Call,
    Due,
    Memory,
    arrays_of,
    bind,
    cast_floats,
    float_dtype,
    gradients,
    lift,
    load_torch,
    map_arrays,
    run,
    run_reference,
)

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
        self._answers = Memory(256)  # of the references
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
        if found := self._difference(call):
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
            like = self._reference(call)
            self._fail(call, self._difference(call) or Difference("values", actual, like))
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
        if self._is_cut_off(call):
            self._raise(
                call,
                Message(
                    f"{self._subject(call)}: the result is cut off from autograd, {self._where(call)}",
                    self._inputs(call),
                    [f"No gradient flows back to the input. {_CUT_OFF}"],
                ),
            )
        if found := self._gradient_difference(call):
            self._fail(call, found, f"the gradient for {found.path} is not torch's")

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
        subject, where = self._subject(call), self._where(call)
        if call.error is None:
            title = f"{subject}: {error.__name__} expected for this input, {where}"
            rows = [*self._inputs(call), ("yours", display.show(call.value))]
            self._raise(call, Message(title, rows))
        if not isinstance(call.error, error):
            title = f"{subject}: {error.__name__} expected, yours raised {type(call.error).__name__}, {where}"
            self._raise(call, Message(title, [*self._inputs(call), *self._error_rows(call)]))
        if missing := due.missing(call.error):
            title = f"{subject}: the {error.__name__} should mention {' and '.join(map(str, missing))}, {where}"
            self._raise(call, Message(title, [*self._inputs(call), *self._error_rows(call)]))

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
        size = max([a.size for call in self._calls for a in arrays_of((call.args, call.kwargs))], default=1)
        if not np.all(
            close(actual, np.asarray(expected, np.float64), like, scale, size) if dtypes else actual == expected
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
            raise Mismatch(Message(f"{self._subject(call)}: {fault.what}", rows, [fault.advice]))

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
            title = (
                f"{self._subject(call)}: more than {limit:,} lines of Python run for this input, {self._where(call)}"
            )
            advice = "Loops over entries are slow in Python. Say it for whole arrays, so that the library loops."
            self._raise(call, Message(title, self._inputs(call), [advice]))
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
            words.insert(0, f"NumPy warned: {'; '.join(dict.fromkeys(calls[-1].log.warnings))}")
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
                if found := self._gradient_difference(call) if call.gradient else self._difference(call):
                    self._fail(call, found)
            except Mismatch as mismatch:
                return mismatch
            except Exception:
                continue  # no reference has an answer for this call
        if isinstance(error, AssertionError) and self._calls:
            call = self._calls[-1]
            rows = [*self._inputs(call), ("yours", display.show(call.value))]
            return Mismatch(Message(str(error).split("\n")[0] or "the law does not hold", rows), self._calls)
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

    @functools.cached_property
    def _numpy(self):
        file = self._place.reference("with_numpy")
        return load_trusted(file) if file.is_file() else None

    @functools.cached_property
    def _torch(self):
        load_torch()
        return load_trusted(self._place.reference("with_torch"))

    @property
    def _on_torch(self) -> bool:
        return self.target.startswith("torch")

    def _in_float64(self, call: Call):
        """The truth: the NumPy reference in float64, or torch's where there is no other."""
        args, kwargs = cast_floats((call.args, call.kwargs), np.float64)
        if self._numpy is not None and hasattr(self._numpy, self._needs(call)):
            return self._ask(call.scenario, self._numpy, "numpy", args, kwargs)
        target = "python" if self.target == "python" else "torch-cpu"
        return self._ask(call.scenario, self._torch, target, args, kwargs)

    def _ask(self, scenario, reference, target, args, kwargs):
        """What a reference gives, asked once in a test: a training is not repeated for every mistake."""
        call = Call(scenario, args, kwargs, target)
        return self._answers.ask(call, (), lambda: run_reference(scenario, reference, target, args, kwargs))

    def _reference(self, call: Call):
        """The yardstick: the target's own library in the dtype of the input."""
        if self._on_torch:
            return self._ask(call.scenario, self._torch, "torch-cpu", call.args, call.kwargs)
        if self._numpy is not None:
            return self._ask(call.scenario, self._numpy, "numpy", call.args, call.kwargs)
        return self._in_float64(call)

    @staticmethod
    def _needs(call: Call) -> str:
        return call.scenario if isinstance(call.scenario, str) else "__name__"

    def _difference(self, call: Call) -> Difference | None:
        natural = functools.partial(self._natural_scale, call, self._in_float64, extra=_or_0(call.scale))
        return difference(
            call.value,
            self._in_float64(call),
            self._reference(call),
            scale=natural,
            size=self._size(call),
            tensors=self._on_torch,
        )

    def _is_cut_off(self, call: Call) -> bool:
        truth = self._gradient_of_reference(call, np.float64).value
        return all(g is None for g in call.value) and any(g is not None and np.any(g) for g in truth)

    def _gradient_difference(self, call: Call) -> Difference | None:
        """The first input whose gradient is not torch's; its label is the path."""
        reference = self._gradient_of_reference(call, np.float64)
        truth, like = reference.value, self._gradient_of_reference(call, float_dtype((call.args, call.kwargs))).value
        labels = self._labels(call, floats=True)
        for i, (label, yours, expected, near) in enumerate(zip(labels, call.value, truth, like, strict=True)):
            if yours is None and near is None:
                continue  # neither depends on this input
            if yours is None and np.any(expected):
                return Difference("gradient", "none: the result is cut off from it", "a gradient", label)
            yours = np.zeros_like(near) if yours is None else yours
            expected = np.zeros_like(yours, np.float64) if expected is None else expected
            near = np.zeros_like(yours) if near is None else near

            def natural(i=i):
                scales = self._natural_scale(call, lambda c: self._gradient_of_reference(c, np.float64).value)
                return np.abs(scales[i]) + reference.magnitude + _or_0(call.scale)

            if found := difference(yours, expected, near, scale=natural, size=self._size(call)):
                return Difference(found.aspect, found.yours, found.expected, label)
        return None

    def _natural_scale(self, call: Call, reference, extra=0):
        def function(args, kwargs):
            return reference(Call(call.scenario, args, kwargs, call.target))

        def perturb(change, tree):
            return map_arrays(lambda a: change(a) if a.dtype.kind == "f" else a, tree)

        args, kwargs = cast_floats((call.args, call.kwargs), np.float64)
        scales = natural_scale(function, args, kwargs, perturb)
        return _add(scales, extra) if np.any(extra) else scales

    def _gradient_of_reference(self, call: Call, dtype) -> Call:
        args, kwargs = cast_floats((call.args, call.kwargs), dtype)
        return gradients(call.scenario, self._torch, self._file.parent, "torch-cpu", args, kwargs, trusted=True)

    @staticmethod
    def _size(call: Call) -> int:
        return max((a.size for a in arrays_of((call.args, call.kwargs))), default=1)

    def _is_wrong(self, call: Call) -> bool:
        if call.due is not None:
            return not isinstance(call.error, call.due.error) or bool(call.due.missing(call.error))
        if call.error is not None or call.changed or call.ran_on:
            return True
        try:
            if call.gradient:
                return self._is_cut_off(call) or self._gradient_difference(call) is not None
            return self._difference(call) is not None
        except Exception:
            return True  # the reference has no answer here: the contract asks for an error

    def _truth(self, call: Call):
        if call.due is not None:
            return None  # every result is far from an error
        return self._gradient_of_reference(call, np.float64).value if call.gradient else self._in_float64(call)

    def _diagnose(self, calls: list[Call]) -> list[Mistake]:
        try:
            fault = furthest([call for call in calls if self._is_wrong(call)] or calls[-1:], self._truth)
            calls = [*(call for call in calls if call is not fault), fault]
            folder = self._place.reference("mistakes").parent
            return diagnose(self._place, calls, folder, self._truth)
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

    # ------------------------------------------------------------------ messages

    def _subject(self, call: Call) -> str:
        return call.scenario if isinstance(call.scenario, str) else f"{self._place.name}, {_sentence(call.scenario)}"

    def _where(self, call: Call) -> str:
        dtype = float_dtype((call.args, call.kwargs))
        return f"on {call.target}" + (f" in {dtype}" if dtype is not None else "")

    def _labels(self, call: Call, floats: bool = False) -> list[str]:
        """A name for each argument, or for each floating array among them."""
        names = [name for name, _ in self._arguments(call)]
        if not floats:
            return names
        labels = []
        for name, value in self._arguments(call):
            count = sum(a.dtype.kind == "f" for a in arrays_of(value))
            labels += [name] if count == 1 else [f"{name}[{i}]" for i in range(count)]
        return labels

    def _arguments(self, call: Call) -> list[tuple[str, object]]:
        """The arguments by the names that the model solution or the scenario gives them."""
        names: list[str] = []
        try:
            if isinstance(call.scenario, str):
                owner = self._numpy if self._numpy is not None else self._torch
                names = _names(getattr(owner, call.scenario), len(call.args))
            else:
                names = _names(call.scenario, len(call.args) + 1)[1:]
        except (AttributeError, TypeError, ValueError):
            pass
        names += [f"argument {i}" for i in range(len(names), len(call.args))]
        return [*zip(names, call.args, strict=False), *call.kwargs.items()]

    def _inputs(self, call: Call) -> list[tuple[str, str]]:
        rows, short = [], []
        for name, value in self._arguments(call):
            if arrays_of(value) or not isinstance(value, (bool, int, float, str, type(None))):
                rows.append((name, display.show_input(value)))
            else:
                short.append(f"{name} = {value!r}")
        if short and rows and "\n" not in rows[-1][1] and len(rows[-1][1] + "   ".join(short)) < 50:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]}      {', '.join(short)}")
        elif short:
            rows.append(("with", ", ".join(short)))
        return rows

    def _error_rows(self, call: Call) -> list[tuple[str, str]]:
        rows = [("at", str(call.lines[-1]))] if call.lines else []
        text = str(call.error).strip().split("\n")[0][:200]
        return [*rows, ("raised", f"{type(call.error).__name__}: {text}" if text else type(call.error).__name__)]

    def _try_it(self, call: Call) -> list[tuple[str, str]]:
        if not isinstance(call.scenario, str):
            return []
        text = display.paste(call.scenario, call.args, call.kwargs, call.target)
        return [("call", text)] if text and text.count("\n") < 6 else []

    def _raise(self, call: Call, message: Message):
        raise Mismatch(message, [*(c for c in self._calls if c is not call), call])

    def _fail(self, call: Call, found: Difference, what: str | None = None):
        libraries = "torch" if self._numpy is None else f"{_library_of(self._numpy)} and torch"
        if self._numpy is not None and not self._on_torch:
            libraries = _library_of(self._numpy)
        libraries += " give" if " and " in libraries else " gives"
        part = f" in part {found.path}" if found.path and what is None else ""
        what = what or f"not what {libraries}"
        words = []
        if found.aspect == "gradient":
            what, words = f"no gradient flows to {found.path}", [_CUT_OFF]
        elif found.aspect != "values":
            what = {"type": "not the right kind of thing", "dtype": "the wrong dtype", "shape": "the wrong shape"}[
                found.aspect
            ]
            words = [_ADVICE[found.aspect]] if found.aspect in _ADVICE else []
            if found.aspect == "shape" and len(found.yours) == len(found.expected):
                words = []  # another length, not another number of axes: the two shapes say it
            if found.aspect == "dtype" and not str(found.expected).startswith(("float", "complex")):
                words = [_COUNTS]
            if found.aspect == "type" and "NumPy" in str(found.yours) and self._on_torch:
                words = [_ON_TENSORS]
        yours, expected = display.show_pair(found)
        if self._on_torch:
            yours, expected = (t.replace("an array of shape", "a tensor of shape") for t in (yours, expected))
        rows = [*self._inputs(call), ("yours", yours), ("expected", expected), *self._try_it(call)]
        if elsewhere := self._elsewhere(call):
            words.append(elsewhere)
        self._raise(call, Message(f"{self._subject(call)}: {what}{part}, {self._where(call)}", rows, words))

    def _must_return(self, call: Call):
        """A call must return, and leave its inputs as they were."""
        subject, where = self._subject(call), self._where(call)
        if call.error is not None:
            words = []
            if isinstance(call.error, RecursionError):
                words.append(
                    "A function calls itself too often: without end, or once for each entry. Which case ends it, and"
                    " would a loop do?"
                )
            elif isinstance(call.error, MemoryError):
                words.append("It asked for more memory than there is. Which array is larger than input and result?")
            elif isinstance(call.error, TypeError) and not call.lines and "argument" in str(call.error):
                words.append("Keep the names and the number of the parameters as the stub has them.")
            elif elsewhere := self._elsewhere(call):
                words.append(_ON_TENSORS if self._calls_numpy(call) else elsewhere)
            rows = [*self._inputs(call), *self._error_rows(call), *self._try_it(call)]
            title = f"{subject} raised {type(call.error).__name__}, {where}"
            self._raise(call, Message(title, rows, words))
        if call.changed:
            labels = self._array_labels(call)
            names = ", ".join(dict.fromkeys(labels[i] for i in call.changed))
            words = ["The caller still needs its array. Compute into a new one: y = x - m, not x -= m."]
            self._raise(call, Message(f"{subject} changed its input {names}, {where}", self._inputs(call), words))

    def _array_labels(self, call: Call) -> list[str]:
        return [name for name, value in self._arguments(call) for _ in arrays_of(value)]

    def _elsewhere(self, call: Call) -> str | None:
        """On torch: whether the same input is right on NumPy, so that the target is to blame."""
        if not self._on_torch or self._numpy is None:
            return None
        try:
            other = call.again(self._solution, self._file.parent, target="numpy")
            if other.error is None and not other.changed:
                numpy_like = run_reference(other.scenario, self._numpy, "numpy", other.args, other.kwargs)
                if difference(other.value, self._in_float64(other), numpy_like, size=self._size(other)) is None:
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

    def _break_law(self, law: str, found: Difference | None = None):
        call = self._calls[-1] if self._calls else None
        if call is None:
            raise Mismatch(Message(law))
        rows = [*self._inputs(call), ("yours", display.show(call.value))]
        if found is not None:
            left, right = display.show_pair(found)
            rows = [*self._inputs(call), ("yours", left), ("expected", right)]
        self._raise(call, Message(f"{self._subject(call)}, {self._where(call)}: it does not hold that {law}", rows, []))


_ON_TENSORS = (
    "On NumPy arrays this works, so it is the library that is wrong: NumPy's functions don't run on tensors. Ask the"
    " input for its own: xp = array_namespace(x), from array_api_compat, is numpy for an array and torch for a tensor;"
    " write xp.exp(x) where you wrote np.exp(x)."
)
_LIBRARIES = {"pandas": "pandas", "sklearn": "scikit-learn", "matplotlib": "Matplotlib"}
_CUT_OFF = (
    ".item(), .numpy(), .detach(), float() and torch.tensor(...) of a tensor start anew: stay with the tensors you"
    " were given."
)
_COUNTS = "Whole numbers, or truth values, are asked for here, and floats are neither. Which step makes floats of them?"
_ADVICE = {
    "dtype": "The result has the dtype of the input. Which constant, array or function on the way has one of its own?",
    "shape": "Which axes should be left? keepdims=True keeps an axis that was reduced, with size 1.",
}


def _library_of(reference) -> str:
    """What a reference is written with, as a learner knows it."""
    homes = {(getattr(value, "__name__", "") or "").partition(".")[0] for value in vars(reference).values()}
    return next((name for home, name in _LIBRARIES.items() if home in homes), "NumPy")


def _names(function, count: int) -> list[str]:
    """What a function calls its positional arguments: ``*shapes`` are shapes[0], shapes[1], and so on."""
    names = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [f"{parameter.name}[{i}]" for i in range(count - len(names))]
        else:
            names.append(parameter.name)
    return names


def _sentence(scenario) -> str:
    return scenario.__name__.strip("_").replace("_", " ")


def _or_0(scale):
    return 0 if scale is None else scale


def _add(tree, extra):
    if isinstance(tree, list):
        return [_add(item, extra) for item in tree]
    if isinstance(tree, dict):
        return {key: _add(item, extra) for key, item in tree.items()}
    return np.abs(tree) + extra
