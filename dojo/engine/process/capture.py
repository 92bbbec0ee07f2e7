"""Surrounding one call of a solution: what it prints and warns, and how it ends."""

from __future__ import annotations

import contextlib
import functools
import io
import sys
import warnings
from pathlib import Path

from dojo.engine.base.lines import Home, is_inside, lines_of, raised_by_solution
from dojo.engine.base.mine import Needs
from dojo.engine.base.questions import Ended, Log, Raised, full_name
from dojo.engine.base.unwritten import raised_by_stub
from dojo.engine.process.running import MissingName

FLOOD = 1_000_000
"""Characters that one call may print: more is a loop that has got away."""
_LONGEST = 2000
"""Characters that are kept of what is printed, and of the text of an exception."""
_WARNINGS, _OF_A_WARNING = 5, 300
"""How many different warnings are kept, and how many characters of each: a loop may give thousands."""
_ONLY_RESULTS = "A judge looks only at what is returned. Raise an ordinary exception where one is asked for."
_AS_THE_STUB = (
    "The stub has it at the left margin of the file, not inside a class or an if. dojo reset restores the stub; "
    "your file is kept beside it."
)


class _Flood(BaseException):
    """Too much was printed."""


class _Tail(io.TextIOBase):
    """A text stream that keeps the end of what is written, and stops a flood."""

    def __init__(self, passed_on=None):
        self.kept, self.total, self.passed_on = "", 0, passed_on

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.total += len(text)
        self.kept = (self.kept + text)[-_LONGEST:]
        if self.passed_on is not None:
            self.passed_on.write(text)
            self.passed_on.flush()
        if self.total > FLOOD:
            raise _Flood
        return len(text)


class Capture:
    """Surrounds one call.

    Parameters
    ----------
    folder : Path or Home
        Where the code of the solution is, to tell its own lines from a library's.
    show_prints : bool
        Pass on what is printed (``pytest -s``).

    Attributes
    ----------
    raised : Raised or None
        The exception that ended the block.
    ended : Ended or None
        Set where the solution can't be judged: it exits, interrupts, floods, or is not started.
    log : Log
        What it printed and warned.
    """

    def __init__(self, folder: Path | Home, show_prints: bool = False):
        self.folder, self.show_prints = folder, show_prints
        self.raised: Raised | None = None
        self.ended: Ended | None = None
        self.log = Log()

    @contextlib.contextmanager
    def recording(self):
        stdout, stderr = sys.stdout, sys.stderr
        stream = sys.stdout = sys.stderr = _Tail(stdout if self.show_prints else None)
        warned: dict[str, None] = {}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always")
                warnings.showwarning = functools.partial(self._keep_warning, warned)
                yield self
        except Exception as error:  # of the solution: any
            self._note(error)
        except BaseException as error:
            self.ended = self._how_it_ended(error)
        finally:
            sys.stdout, sys.stderr = stdout, stderr
            self.log = Log(stream.kept, tuple(warned))
        if stream.total > FLOOD and self.ended is None:  # it caught what stopped it
            self.ended = _flooded()

    def _note(self, error: Exception) -> None:
        lines, by_solution = lines_of(error, self.folder), raised_by_solution(error, self.folder)
        if (missing := missing_part(error, self.folder)) is not None:
            self.ended = missing
        elif raised_by_stub(error, self.folder):
            self.ended = Ended("not started", lines[-1].function)
        else:
            kinds, text = [kind for kind in type(error).__mro__ if kind is not object], _text_of(error)
            if not by_solution and "can't allocate memory" in text:  # torch's own, which is a RuntimeError
                kinds.append(MemoryError)
            self.raised = Raised(tuple(map(full_name, kinds)), text, lines, by_solution)

    def _how_it_ended(self, error: BaseException) -> Ended:
        lines = lines_of(error, self.folder)
        rows = (("at", str(lines[-1])),) if lines else ()
        if isinstance(error, _Flood):
            return _flooded()
        if isinstance(error, MissingName):
            words = f"Did you mean to call it {error.name}? There is a {error.near}." if error.near else _AS_THE_STUB
            return Ended("does not load", f"has no {error.name}", (), (words,))
        if isinstance(error, SystemExit):
            return Ended("fault", "called sys.exit", rows, ("Raise an exception instead.",))
        name = type(error).__name__
        if type(error).__module__.partition(".")[0] in ("_pytest", "pytest"):
            name = f"pytest's {name}"
        return Ended("fault", f"raised {name}", rows, (_ONLY_RESULTS,))

    def _keep_warning(self, warned: dict, message, category, file: str, line: int, *_) -> None:
        """Take in a warning, in the way of `warnings.showwarning`."""
        if len(warned) < _WARNINGS:
            at = f"  ({Path(file).name}:{line})" if is_inside(file, self.folder) else ""
            warned[f"{str(message)[:_OF_A_WARNING]}{at}"] = None


def missing_part(error: Exception, home: Path | Home) -> Ended | None:
    """Tell how a solution ended for want of one of its parts, if that is what an error says."""
    lines = list(lines_of(error, home))
    if isinstance(home, Home) and raised_by_stub(error, home):
        part, lines = home.part_of(lines[-1].file), [line for line in lines if home.part_of(line.file) is None]
        error = Needs(part, "which is not written yet") if part is not None else error
    if not isinstance(error, Needs):
        return None
    rows = (("at", str(lines[-1])),) if lines else ()
    return Ended("needs a part", error.msg, rows, (error.words,))


def _flooded() -> Ended:
    words = ("Is there a print left inside a loop that does not end?",)
    return Ended("fault", f"printed more than {FLOOD:,} characters in one call", (), words)


def _text_of(error: Exception) -> str:
    try:
        return str(error)[:_LONGEST]
    except Exception as another:  # of a __str__ of the solution's
        return f"(its text raised {type(another).__name__})"
