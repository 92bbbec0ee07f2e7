"""Running somebody's code without letting it touch anything else.

Two layers: `captured` surrounds each call (what it prints and warns, how it ends), and
`Isolation` surrounds each test and each load (the state of the process).
"""

from __future__ import annotations

import contextlib
import dis
import io
import linecache
import os
import random
import sys
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from dojo.failures import Halt, Message

FLOOD = 1_000_000
"""Characters that one call may print: more is a loop that has got away."""

_OTHERS = ("PYTEST_", "TORCHINDUCTOR_", "TRITON_", "KMP_")
"""Environment variables that pytest and torch set for themselves."""

_WATCHED = (
    *("builtins", "math", "random", "operator", "copy", "warnings"),
    *("numpy", "numpy.linalg", "numpy.random", "numpy.testing", "pandas", "hypothesis"),
    *("torch", "torch.nn", "torch.nn.functional", "torch.linalg", "torch.autograd", "torch.optim"),
    *("array_api_compat", "array_api_compat.torch", "array_api_compat.numpy"),
    *("dojo.compare", "dojo.diagnosis", "dojo.failures", "dojo.from_scratch", "dojo.kata"),
    *("dojo.loading", "dojo.plugin", "dojo.progress", "dojo.strategies", "dojo.targets"),
)


@dataclass
class Line:
    """A line of a solution that took part in what went wrong."""

    file: str
    number: int
    function: str

    def __str__(self) -> str:
        source = linecache.getline(self.file, self.number).strip()
        return f"{Path(self.file).name}:{self.number}" + (f"  {source}" if source else "")


def is_inside(file: str, folder: Path) -> bool:
    """Whether a code object's file lies in a kata's folder, and is not the judge that lies beside the stub."""
    judge = f"{folder}{os.sep}test_{folder.name.partition('_')[2]}.py"
    return file.startswith(f"{folder}{os.sep}") and file != judge


def lines_of(error: BaseException, folder: Path) -> list[Line]:
    """The solution's own lines on the way to an error, outermost first."""
    lines, tb = [], error.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        if is_inside(code.co_filename, folder):
            lines.append(Line(code.co_filename, tb.tb_lineno, code.co_qualname.removesuffix(".__init__")))
        tb = tb.tb_next
    return lines


def raised_by(error: BaseException, folder: Path) -> bool:
    """Whether a ``raise`` statement of the solution itself raised the error.

    Tells a learner's ``raise KeyboardInterrupt`` from a Ctrl-C, and a stub's
    ``raise NotImplementedError`` from one that torch raised underneath it.
    """
    tb = error.__traceback__
    if tb is None:
        return False
    while tb.tb_next is not None:
        tb = tb.tb_next
    code = tb.tb_frame.f_code
    return is_inside(code.co_filename, folder) and code.co_code[tb.tb_lasti] == dis.opmap["RAISE_VARARGS"]


class _Tail(io.TextIOBase):
    """A text stream that keeps the end of what is written, and stops a flood."""

    def __init__(self, passed_on=None):
        self.kept, self.total, self.passed_on = "", 0, passed_on

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.total += len(text)
        self.kept = (self.kept + text)[-2000:]
        if self.passed_on is not None:
            self.passed_on.write(text)
        if self.total > FLOOD:
            raise Halt(
                Message(
                    f"it printed more than {FLOOD:,} characters in one call",
                    words=["Is there a print left inside a loop that does not end?"],
                )
            )
        return len(text)


@dataclass
class Log:
    """What a call printed and warned."""

    printed: str = ""
    warnings: list[str] = field(default_factory=list)


@contextlib.contextmanager
def captured(folder: Path, show_prints: bool = False):
    """Surround one call of a solution: keep its output and warnings, tame how it ends.

    Parameters
    ----------
    folder : Path
        The folder of the solution, to tell its own lines from a library's.
    show_prints : bool
        Pass on what is printed (``pytest -s``).

    Yields
    ------
    Log
        Filled in when the block ends.

    Raises
    ------
    Halt
        Where the code exits, interrupts, never returns, floods, or is not started.
    """
    log = Log()
    stdout, stderr = sys.stdout, sys.stderr
    stream = sys.stdout = sys.stderr = _Tail(stdout if show_prints else None)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield log
    except Halt:
        raise
    except NotImplementedError as error:
        if not raised_by(error, folder):
            raise
        raise Halt(Message(lines_of(error, folder)[-1].function), "not started") from None
    except SystemExit as error:
        raise _halt("it called sys.exit", error, folder, "Raise an exception instead.") from None
    except KeyboardInterrupt as error:
        if not raised_by(error, folder):
            raise
        raise _halt("it raised KeyboardInterrupt", error, folder) from None
    except BaseException as error:
        if type(error).__name__ == "Failed" and "Timeout" in str(error):
            raise _halt("it did not return in time", error, folder, state="hung") from None
        raise
    finally:
        sys.stdout, sys.stderr = stdout, stderr
        log.printed = stream.kept
        log.warnings = [
            f"{w.message}" + (f"  ({Path(w.filename).name}:{w.lineno})" if is_inside(w.filename, folder) else "")
            for w in caught
        ]


def _halt(what, error, folder, advice=None, state="fault") -> Halt:
    lines = lines_of(error, folder)
    rows = [("at", str(lines[-1]))] if lines else []
    return Halt(Message(what, rows, [advice] if advice else []), state)


def _torch_states(torch):
    yield "torch's default dtype", torch.get_default_dtype, torch.set_default_dtype
    yield "torch's default device", torch.get_default_device, torch.set_default_device
    yield "torch's gradient mode", torch.is_grad_enabled, torch.set_grad_enabled
    yield "torch's number of threads", torch.get_num_threads, torch.set_num_threads
    yield (
        "torch's float32 precision",
        torch.get_float32_matmul_precision,
        torch.set_float32_matmul_precision,
    )
    yield (
        "torch's deterministic mode",
        torch.are_deterministic_algorithms_enabled,
        torch.use_deterministic_algorithms,
    )


def _states():
    """Name, getter and setter of each thing that a solution must leave as it was."""
    yield "NumPy's error handling (np.seterr)", np.geterr, lambda s: np.seterr(**s)
    yield "NumPy's print options", np.get_printoptions, lambda s: np.set_printoptions(**s)
    yield "the working directory", os.getcwd, os.chdir
    yield "the environment variables", _environ, _restore_environ
    yield "sys.path", lambda: list(sys.path), lambda s: sys.path.__setitem__(slice(None), s)
    yield "the recursion limit", sys.getrecursionlimit, sys.setrecursionlimit
    if (torch := sys.modules.get("torch")) is not None and hasattr(torch, "optim"):
        yield from _torch_states(torch)
    if (matplotlib := sys.modules.get("matplotlib")) is not None and hasattr(matplotlib, "rcParams"):
        yield "Matplotlib's rcParams", lambda: _style(matplotlib), lambda s: dict.update(matplotlib.rcParams, s)


def _style(matplotlib) -> dict:
    """All but the backend, which loading pyplot settles."""
    return {name: value for name, value in matplotlib.rcParams.copy().items() if name != "backend"}


def _environ() -> dict:
    return {name: value for name, value in os.environ.items() if not name.startswith(_OTHERS)}


def _restore_environ(saved: dict) -> None:
    for name in set(_environ()) - set(saved):
        del os.environ[name]
    os.environ.update(saved)


def _random_states():
    yield "Python's random generator", random.getstate, random.setstate
    yield "NumPy's global random generator", _numpy_random, np.random.set_state
    if (torch := sys.modules.get("torch")) is not None and hasattr(torch, "optim"):
        yield (
            "torch's global random generator",
            lambda: tuple(torch.get_rng_state().tolist()),
            lambda s: torch.set_rng_state(torch.tensor(s, dtype=torch.uint8)),
        )


def _numpy_random() -> tuple:
    kind, key, *rest = np.random.get_state()
    return (kind, tuple(key.tolist()), *rest)


def _library() -> dict[str, dict]:
    """The names of each library that takes part in judging, and of torch.Tensor."""
    watched = {n: dict(vars(sys.modules[n])) for n in _WATCHED if n in sys.modules}
    if "torch" in watched and "Tensor" in watched["torch"]:
        watched["torch.Tensor"] = dict(vars(watched["torch"]["Tensor"]))
    return watched


class Isolation:
    """Surround a test or a load: whatever the solution changed is put back, and told.

    Parameters
    ----------
    folder : Path
        The solution's folder, importable inside (helpers beside the solution), and
        forgotten after it, so that two solutions can each have their ``helpers.py``.
    random : bool
        Whether the kata may draw from the global random generators.
    """

    def __init__(self, folder: Path, random: bool = False):
        self.folder, self.random = folder, random

    def __enter__(self):
        sys.path.insert(0, str(self.folder))
        self.bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # it may be taken for a later version
        self.modules = set(sys.modules)
        self.states = list(_states())
        self.draws = [] if self.random else list(_random_states())
        self.saved = [get() for _, get, _ in [*self.states, *self.draws]]
        self.library = _library()
        return self

    def __exit__(self, kind, error, traceback):
        changed = self._restore()
        for name in set(sys.modules) - self.modules:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if is_inside(file, self.folder):
                del sys.modules[name]
        with contextlib.suppress(ValueError):
            sys.path.remove(str(self.folder))
        sys.dont_write_bytecode = self.bytecode
        interrupted = isinstance(error, KeyboardInterrupt)
        if changed and not interrupted and getattr(error, "state", None) != "hung":
            raise Halt(
                Message(
                    f"it changed {', '.join(changed)} and left it changed",
                    words=["A function answers by what it returns. Put back what you set, or don't set it."],
                )
            ) from None
        return False

    def _restore(self) -> list[str]:
        changed = []
        for name, names in self.library.items():
            owner = sys.modules["torch"].Tensor if name == "torch.Tensor" else sys.modules[name]
            if names.items() <= vars(owner).items():
                continue
            for attribute, value in names.items():
                now = vars(owner).get(attribute, None)
                if now is not value and not _is_its_own(now, name, attribute):
                    changed.append(f"{name}.{attribute}")
                    setattr(owner, attribute, value)
        for state, saved in zip([*self.states, *self.draws], self.saved, strict=True):
            name, get, put = state
            try:
                same = get() == saved
            except OSError:  # the working directory is gone
                same = False
            if not same:
                put(saved)
                if state not in self.draws or not self._imported():
                    changed.append(name)
        return changed

    def _imported(self) -> bool:
        """Whether a library was loaded meanwhile: scikit-learn's draws random numbers as it is imported."""
        new = [sys.modules[name] for name in set(sys.modules) - self.modules]
        return not all(is_inside(getattr(module, "__file__", None) or "", self.folder) for module in new)


def _is_its_own(value, library: str, attribute: str) -> bool:
    """Whether a library replaced a function of its own, as torch does when its compiler is loaded."""
    home = (getattr(value, "__module__", None) or "").partition(".")[0]
    return home == library.partition(".")[0] and getattr(value, "__name__", "") == attribute


def seed_everything(seed: int = 0) -> None:
    """Start the global random generators, so that no verdict depends on the order of tests."""
    random.seed(seed)
    np.random.seed(seed)
    if (torch := sys.modules.get("torch")) is not None and hasattr(torch, "manual_seed"):
        torch.manual_seed(seed)
