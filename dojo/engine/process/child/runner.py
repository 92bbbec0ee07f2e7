"""Answers questions with a solution: loads it, asks it, and tells what it changed."""

from __future__ import annotations

import difflib
import functools
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

from dojo.engine.base.importing import execute
from dojo.engine.base.lines import Home, lines_of
from dojo.engine.base.questions import Answer, Ended, Question
from dojo.engine.base.targets import load_torch
from dojo.engine.process.answer import answer
from dojo.engine.process.capture import Capture, missing_part
from dojo.engine.process.child.isolation import Isolation
from dojo.engine.process.child.kept import changed_since, places_of
from dojo.engine.process.running import MissingName, seed_everything

_IMPORT = (
    "{} can import what is installed here, and a file beside it by its name alone (import helpers). Is the name right,"
    " and is it installed in this environment?"
)


@dataclass(frozen=True)
class Setup:
    """All that a process of a solution has to know.

    Parameters
    ----------
    file : Path
        The file of the solution.
    dump : Path
        Where it writes the line it was at, when it is asked for it by a signal, or crashes.
    random : bool
        Whether the kata may draw from the global random generators.
    show_prints : bool
        Pass on what the solution prints.
    memory : int
        How many bytes it may ask for beyond what it starts with; 0 for no limit.
    measure : tuple of str
        Files whose lines are counted for ``--cov``; empty for none.
    parts : mapping of str to Path
        The parts that it may import from ``mine``, by their names.
    seconds : float
        The CPU time that a question may take, with all that the solution has started.
    """

    file: Path
    dump: Path = Path(os.devnull)
    random: bool = False
    show_prints: bool = False
    memory: int = 0
    measure: tuple[str, ...] = ()
    parts: Mapping[str, Path] = field(default_factory=dict)
    seconds: float = 20.0

    @functools.cached_property
    def home(self) -> Home:
        """The files whose lines are the solution's own."""
        return Home(self.file.parent, tuple(self.parts.values()))


class Solution:
    """The names of a loaded solution; a missing one is reported, never skipped."""

    def __init__(self, module: ModuleType):
        self._module = module

    def __dir__(self):
        return list(vars(self._module))  # and not what the module's own __dir__ says

    def __getattr__(self, name: str):
        try:
            return vars(self._module)[name]
        except KeyError:
            public = [n for n in vars(self._module) if not n.startswith("_")]
            near = difflib.get_close_matches(name, public, n=1)
            raise MissingName(name, near[0] if near else None) from None


class Runner:
    """Runs one solution.

    Parameters
    ----------
    setup : Setup
        What it has to know.
    """

    def __init__(self, setup: Setup):
        self._setup, self._home = setup, setup.home
        self._solution: Solution | None = None
        self._ended: Ended | None = None
        self._isolation: Isolation | None = None
        self._put_back: tuple[str, ...] = ()
        self._test: int | None = None
        self._module: ModuleType | None = None
        self._at_first: dict[str, str] = {}

    def begin_test(self, test: int) -> None:
        """From here on, what the solution changes is told at the end of the test; again for the same test: nothing."""
        if self._test == test:
            return
        self.end_test()
        if self._ended is None and self._solution is None:
            self._load()  # so that the libraries that it imports are watched from the start
        if "torch" in sys.modules:
            load_torch()  # its settings are ours, and not changed by the test
        self._isolation, self._test = Isolation(self._home, self._setup.random), test
        seed_everything()
        self._isolation.begin()

    def answer(self, question: Question, test: int) -> Answer | Ended:
        """Answer a question.

        Parameters
        ----------
        question : Question
            What is asked.
        test : int
            A number of the test that asks: the first question of a test begins it.
        """
        self.begin_test(test)
        if self._ended is not None:
            return self._ended
        reply = answer(question, self._solution, self._home, self._setup.show_prints)
        if isinstance(reply, Ended):
            return self._named(reply)
        return replace(reply, put_back=self._put_back) if self._put_back else reply

    def end_test(self) -> Ended | None:
        """Put back what the solution changed since the test began, and tell it."""
        isolation, self._isolation, self._test = self._isolation, None, None
        ended = isolation.end() if isolation is not None else None
        return ended and self._named(ended)

    def kept(self) -> list[str]:
        """The names in the solution's file that are not what they were when it was loaded."""
        return changed_since(self._at_first, self._module) if self._module is not None else []

    def _load(self) -> None:
        file, module = self._setup.file, None
        failed: Ended | None = None
        capture = Capture(self._home)
        isolation = Isolation(self._home, random=True, loading=True)  # tests seed anew
        isolation.begin()
        with capture.recording():
            try:
                module = execute(file, self._setup.parts)
            except Exception as error:  # of the solution: any
                missing = missing_part(error, self._home)
                failed = _not_loaded(error, file) if missing is None else self._named(missing)
        changed, self._put_back = isolation.end(), tuple(isolation.put_back)
        ended = capture.ended or changed
        if ended is not None and ended.state == "fault":
            ended = replace(ended, title=f"as {self._whose(ended)} is imported, it {ended.title}")
        elif ended is not None:
            ended = self._named(ended)
        self._ended = failed or ended
        if self._ended is None and module is not None:
            self._solution, self._module, self._at_first = Solution(module), module, places_of(module)
            if Path(str(module.__file__)).resolve() != file.resolve():
                title = f"{file.name} put another file in its place: {module.__file__}"
                self._ended = Ended("does not load", title)

    def _named(self, ended: Ended) -> Ended:
        """With the name of the file before what it did, where that says whose it is."""
        speaks_for_itself = ended.state in ("not started", "left out")
        return ended if speaks_for_itself else replace(ended, title=f"{self._whose(ended)} {ended.title}")

    def _whose(self, ended: Ended) -> str:
        """The file of the line that did it, which may be a part's."""
        return dict(ended.rows).get("at", self._setup.file.name).partition(":")[0]


_BY_GIT = (
    "git wrote the lines that begin with <<<<<<<, ======= and >>>>>>>: two versions of these lines met, and git keeps"
    " both. Keep what you want of each, and delete these three lines."
)


def _has_conflict_marks(file: Path) -> bool:
    """Tell whether git has left two versions of some lines in a file."""
    held = file.read_bytes() if file.is_file() else b""
    return all(re.search(rb"^" + mark * 7 + rb" ", held, re.M) for mark in (b"<", b">")) if held else False


def _not_loaded(error: Exception, file: Path) -> Ended:
    if isinstance(error, SyntaxError):
        where = f"{Path(error.filename or file).name}:{error.lineno}  {(error.text or '').strip()}"
        rows = (*((("at", where),) if error.lineno else ()), ("says", f"{type(error).__name__}: {error.msg}"))
        if _has_conflict_marks(Path(error.filename or file)):
            return Ended("does not load", f"{file.name} holds the conflict marks of git", rows[:1], (_BY_GIT,))
        return Ended("does not load", f"{file.name} is not valid Python", rows)
    lines = lines_of(error, file.parent)
    rows = (("at", str(lines[-1])),) if lines else ()
    words = (_IMPORT.format(file.name),) if isinstance(error, ImportError) else ()
    says = ("says", f"{type(error).__name__}: {error}")
    return Ended("does not load", f"{file.name} does not load", (*rows, says), words)
