"""A lesson laid out for a terminal: so many columns, and where they are given so many rows."""

from __future__ import annotations

import os
import re
import textwrap
from dataclasses import dataclass

from dojo.engine.base.lesson import Lesson

COLUMNS, ROWS = 80, 24
"""Of a terminal whose size is not known; prose is never set wider."""
_NARROWEST = 20
"""Columns for which lines are broken at least, however narrow the terminal is."""
_MARGIN = "  "
_CODE = re.compile(r" {4}\S|    |(def|class|from|import|return|for|if) |@")
"""The beginning of a line of code, as no line of a message begins."""
MORE = "-v shows all"
"""How to read what was left out."""
_FEWEST = 6
"""Rows that a lesson has at least, however low the terminal is."""
_COLOURS = {"yours": {"red": True}, "raised": {"red": True}, "at": {"red": True}, "expected": {"green": True}}
_RESULTS = {*_COLOURS, "says"}
"""The labels of rows that are no inputs: the last to go."""


@dataclass(eq=False)
class _Part:
    """Lines that belong together: the title, a row or a paragraph; and whether an empty line stands before them."""

    lines: list[str]
    markup: dict
    label: str = ""
    apart: bool = False

    @property
    def height(self) -> int:
        return len(self.lines) + self.apart

    def shorten(self) -> None:
        """Take a line off its end, and say that it went on."""
        indent = self.lines[-1][: -len(self.lines[-1].lstrip())]
        self.lines = [*self.lines[:-2], f"{indent}..."] if len(self.lines) > 2 else [f"{self.lines[0]} ..."]


def lines(lesson: Lesson, room: int | None = None, columns: int = COLUMNS, more: str = MORE) -> list[tuple[str, dict]]:
    """The lines of a lesson, each with its markup; the labels say the same without it.

    Parameters
    ----------
    lesson : Lesson
        What is told.
    room : int, optional
        How many lines there may be. Where they are too few, the call goes first, which repeats the inputs, then the
        ends of the longest inputs, then the inputs. What came back, where, and why it is wrong are the last to go.
    columns : int
        The width of the terminal.
    more : str
        How to read what was left out.
    """
    parts = _parts(lesson, min(columns, COLUMNS))
    if room is None:
        return _written(parts)
    room, more = max(room, _FEWEST), f"{_MARGIN}... ({more})"
    if _height(parts) > room:
        _leave_out_the_call(parts, more)
    for shortened in (_inputs, _results):
        while _height(parts) > room and (long := [part for part in shortened(parts) if len(part.lines) > 1]):
            max(long, key=lambda part: len(part.lines)).shorten()
        if shortened is _inputs and _height(parts) > room:
            parts = _without_inputs(parts, room, more)
    return _ends(_written(parts), room, more)


def text(lesson: Lesson) -> str:
    """A whole lesson for a terminal of 80 columns."""
    return "\n".join(line for line, _ in lines(lesson))


def size_of(file) -> tuple[int, int]:
    """The columns and rows of the terminal that a stream writes to, as they are now; in a pipe COLUMNS says them."""
    try:
        columns, rows = os.get_terminal_size(file.fileno())
    except (OSError, ValueError, AttributeError):
        columns, rows = 0, 0
    return max(columns or _said() or COLUMNS, _NARROWEST), rows or ROWS


def width_of(file) -> int:
    """The columns of the terminal that a stream writes to; 0 of a pipe, in which nothing is broken."""
    return size_of(file)[0] if getattr(file, "isatty", lambda: False)() else 0


def _said() -> int:
    """The columns that COLUMNS says; 0 where it says nothing."""
    said = os.environ.get("COLUMNS", "")
    return int(said) if said.isdecimal() else 0


def is_screen(file) -> bool:
    """Tell whether a stream writes to a terminal on which what is written can be written over."""
    return getattr(file, "isatty", lambda: False)() and os.environ.get("TERM") != "dumb"


def visible(text: str) -> str:
    """A text without the codes that would move a terminal's cursor or clear it: a solution may have written it."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


def paragraph(text: str, indent: str, columns: int = COLUMNS, first: str | None = None) -> list[str]:
    """A text in lines that begin with an indent, the first perhaps with a label; words stay whole."""
    return textwrap.wrap(
        " ".join(visible(text).split()),
        columns,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def broken(text: str, columns: int) -> list[str]:
    """A line in pieces that a terminal has room for, broken between words; a word that is too long stays whole."""
    from rich.cells import cell_len  # a run that shows nothing need not load it

    if cell_len(text) < columns or len(text.split()) < 3:  # "edit  katas/...", to be copied
        return [text]
    indent = len(text) - len(text.lstrip()) + (4 if _CODE.match(text) else 0)
    return textwrap.wrap(
        *(text, columns - 1),
        subsequent_indent=" " * min(indent, columns // 2),
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        expand_tabs=False,
    )


def _parts(lesson: Lesson, columns: int) -> list[_Part]:
    title = paragraph(lesson.title, "", columns) or [""]
    parts = [_Part(title, {"red": True, "bold": True})]
    pad = max((len(label) for label, _ in lesson.rows), default=0) + 1
    for i, (label, text) in enumerate(lesson.rows):
        parts.append(_Part(_row(label, text, pad, columns), _COLOURS.get(label, {}), label, apart=not i))
    return [*parts, *(_Part(paragraph(words, _MARGIN, columns), {}, apart=True) for words in lesson.paragraphs)]


def _row(label: str, text: str, pad: int, columns: int) -> list[str]:
    room = max(columns - len(_MARGIN) - pad, 1)
    first, *rest = [part for line in visible(text).split("\n") for part in _fold(line, room)]
    return [f"{_MARGIN}{label:<{pad}}{first}".rstrip(), *(f"{_MARGIN}{'':<{pad}}{line}".rstrip() for line in rest)]


def _fold(line: str, room: int) -> list[str]:
    """A line in pieces that fit; one that fits keeps its spaces."""
    if len(line) <= room:
        return [line]
    return textwrap.wrap(line, room, subsequent_indent="  ", break_on_hyphens=False)


def _height(parts: list[_Part]) -> int:
    return sum(part.height for part in parts)


def _inputs(parts: list[_Part]) -> list[_Part]:
    return [part for part in parts if part.label and part.label not in _RESULTS]


def _results(parts: list[_Part]) -> list[_Part]:
    return [part for part in parts if part.label in _RESULTS]


def _without_inputs(parts: list[_Part], room: int, more: str) -> list[_Part]:
    """Put one line in the place of the last inputs: of as many as it takes."""
    inputs, kept = _inputs(parts), parts
    while inputs and _height(kept) > room:
        left_out = _Part([more], {}, apart=inputs[-1].apart)
        kept = [part for part in kept if part.lines != [more]]
        kept[kept.index(inputs.pop())] = left_out
    return kept


def _leave_out_the_call(parts: list[_Part], more: str) -> None:
    for part in parts:
        if part.label == "call":
            part.lines, part.label = [more], ""


def _written(parts: list[_Part]) -> list[tuple[str, dict]]:
    written = []
    for part in parts:
        first, *rest = part.lines
        written += [("", {})] * part.apart + [(first, part.markup), *((line, {}) for line in rest)]
    return written


def _ends(written: list[tuple[str, dict]], room: int, more: str) -> list[tuple[str, dict]]:
    """Keep both ends where no row is left to shorten: one says what was asked, the other why it is wrong."""
    if len(written) <= room:
        return written
    written = [line for line in written if line[0] != more]
    return [*written[: room // 2], (more, {}), *written[len(written) - (room - room // 2 - 1) :]]
