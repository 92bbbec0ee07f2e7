"""The lines of a solution that took part in what happened."""

from __future__ import annotations

import dis
import functools
import linecache
import os
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import FrameType


@dataclass(frozen=True)
class Line:
    """A line of a solution.

    Parameters
    ----------
    file : str
        The path of its file.
    number : int
        Counted from 1.
    function : str
        The function that it belongs to.
    """

    file: str
    number: int
    function: str

    def __str__(self) -> str:
        source = linecache.getline(self.file, self.number).strip()
        return f"{Path(self.file).name}:{self.number}" + (f"  {source}" if source else "")


@dataclass(frozen=True)
class Home:
    """The places whose lines are a solution's own.

    Parameters
    ----------
    folder : Path
        The kata's folder.
    parts : tuple of Path
        The files of the parts that it may import.
    """

    folder: Path
    parts: tuple[Path, ...] = ()

    @functools.cached_property
    def _beside(self) -> tuple[str, str, frozenset[str]]:
        judge = f"{self.folder}{os.sep}test_{self.folder.name.partition('_')[2]}.py"
        return f"{self.folder}{os.sep}", judge, frozenset(map(str, self.parts))

    def holds(self, file: str) -> bool:
        """Tell whether a file is a part, or in the folder and not the judge that lies beside the stub."""
        folder, judge, parts = self._beside
        return (file.startswith(folder) and file != judge) or file in parts

    def part_of(self, file: str) -> str | None:
        """The part that a file is."""
        return Path(file).stem if file in self._beside[2] else None


def is_inside(file: str, folder: Path | Home) -> bool:
    """Tell whether a code object's file is a solution's own."""
    return (folder if isinstance(folder, Home) else _home(folder)).holds(file)


_home = functools.lru_cache(256)(Home)


def is_own(file: str, folder: Path | Home) -> bool:
    """Tell whether a path that anybody may have written leads to a file of a solution's, by no detour out of it."""
    return is_inside(file, folder) and os.path.normpath(file) == file and "\0" not in file


def lines_of(error: BaseException, folder: Path | Home) -> tuple[Line, ...]:
    """The solution's own lines on the way to an error, outermost first."""
    steps = ((frame.f_code, number) for frame, number in traceback.walk_tb(error.__traceback__))
    return tuple(
        Line(code.co_filename, number, code.co_qualname.removesuffix(".__init__"))
        for code, number in steps
        if is_inside(code.co_filename, folder)
    )


def line_running(folder: Path | Home) -> Line | None:
    """The innermost line of a folder's code that is running."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and not is_inside(frame.f_code.co_filename, folder):
        frame = frame.f_back
    return None if frame is None else Line(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)


def raised_by_solution(error: BaseException, folder: Path | Home) -> bool:
    """Tell whether a ``raise`` statement of the solution itself raised the error.

    Tells a stub's ``raise NotImplementedError`` from one that torch raised underneath it.
    """
    if (tb := error.__traceback__) is None:
        return False
    while tb.tb_next is not None:
        tb = tb.tb_next
    code = tb.tb_frame.f_code
    return is_inside(code.co_filename, folder) and code.co_code[tb.tb_lasti] == dis.opmap["RAISE_VARARGS"]
