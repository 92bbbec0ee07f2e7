"""The view of lines with their markup: with colours or without, in Unicode or in ASCII."""

from __future__ import annotations

import importlib
import os
import sys

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from dojo.engine.base import layout
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.signs import plain

_GAP = "  "
"""Between two keys: where their line may be broken."""
Lines = list[tuple[str, dict]]


def wrapped(lines: Lines, columns: int) -> Lines:
    """Lines that are too long, broken between words; a word that is longer than the terminal stays whole."""
    return [(part, markup) for text, markup in lines for part in layout.broken(text, columns)]


def height(lines: Lines, columns: int) -> int:
    """The rows that lines take up: a word that is longer than the terminal goes on in the next."""
    return sum(max(1, -(-cell_len(plain(text, sys.stdout)) // columns)) for text, _ in lines)


def ending(lines: Lines, rows: int, columns: int) -> Lines:
    """As many of the last lines as there are rows for, and one at least."""
    while len(lines) > 1 and height(lines, columns) > rows:
        lines = lines[1:]
    return lines


def fitted(lines: Lines, lesson: Lesson | None, rows: int | None, columns: int) -> Lines:
    """Lines and the lesson below them, in the rows that there are; in as many as they need where None are given."""
    above = wrapped(lines, columns)
    if lesson is None:
        return above
    room = None if rows is None else rows - height(above, columns)
    return above + layout.lines(lesson, room, columns - 1, "v shows all")


class View:
    """A terminal that is drawn anew, or a pipe that is written on."""

    def __init__(self):
        if os.name == "nt":  # an older console there does what escapes say only when it is told to
            importlib.import_module("colorama").just_fix_windows_console()
        self.console = Console(highlight=False, soft_wrap=True)
        self._is_screen = layout.is_screen(sys.stdout)
        self._rows_of_foot = 0

    def show(self, lines: Lines) -> None:
        """Write lines."""
        for text, markup in lines:
            style = "" if self.console.no_color else " ".join(name for name, on in markup.items() if on)
            self.console.print(Text(plain(text, sys.stdout), style=style))

    def room(self, status: tuple[str, dict], keys: str) -> tuple[int, int]:
        """The rows above the lines below, with one left for the cursor, and the columns."""
        size = self._size()
        return size.lines - height(self._foot(status, keys), size.columns) - 1, size.columns

    def draw(self, body: Lines, status: tuple[str, dict], keys: str, is_asked_for: bool, is_over: bool) -> None:
        """Draw the whole screen.

        Parameters
        ----------
        body
            What is to be read.
        status, keys
            The two lines below it.
        is_asked_for : bool
            Whether a key has asked for it: then it is written whole, to be scrolled back to; of a lesson that is
            longer than the terminal the end matters.
        is_over : bool
            Whether the body will not change by itself: until then a pipe hears nothing.
        """
        if self._is_screen:
            rows, columns = self.room(status, keys)
            self.console.file.write("\x1b[H\x1b[2J")
            body = wrapped(body, columns)
            body = body if is_asked_for else ending(body, rows, columns)
        elif not is_over:
            return
        self.show(body)
        self.foot(status, keys)

    def foot(self, status: tuple[str, dict], keys: str, again: bool = False) -> None:
        """Write the lines below, once more over themselves where they are there."""
        lines = self._foot(status, keys)
        if again:
            if not self._is_screen:
                return
            self.console.file.write(f"\x1b[{self._rows_of_foot}A\x1b[J")
        self._rows_of_foot = height(lines, self._size().columns)
        self.show(lines)
        self.console.file.flush()

    def _foot(self, status: tuple[str, dict], keys: str) -> Lines:
        """The status, and the keys on as many lines as they need."""
        lines, width = [""], self._size().columns
        for key in filter(None, keys.split(_GAP)):
            longer = f"{lines[-1]}{_GAP}{key}".strip()
            lines[-1:] = [longer] if cell_len(longer) < width else [lines[-1], key]
        return [*wrapped([status], width), *((line, {"bold": True}) for line in lines if line)]

    def _size(self) -> os.terminal_size:
        """The terminal's own size: COLUMNS and LINES, where they are set, don't follow it."""
        return os.terminal_size(layout.size_of(sys.stdout) if sys.stdout.isatty() else self.console.size)


def show(lines: list[tuple[str, dict]]) -> None:
    """Write lines with their markup, broken between words where a width is known."""
    columns = layout.width_of(sys.stdout)
    View().show(wrapped(lines, columns) if columns else lines)


def say(text: str) -> None:
    show([(line, {}) for line in text.split("\n")])
