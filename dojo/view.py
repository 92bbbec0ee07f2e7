"""How lines with their markup are written by the command: with colours or without, in Unicode or in ASCII."""

from __future__ import annotations

import os
import sys

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from dojo.terminal import plain

_GAP = "  "
"""Between two keys: where their line may be broken."""


class View:
    """A terminal that is drawn anew, or a pipe that is written on."""

    def __init__(self):
        self.console = Console(highlight=False, soft_wrap=True)
        self._rows_of_foot = 0

    def show(self, lines: list[tuple[str, dict]]) -> None:
        """Write lines."""
        for text, markup in lines:
            style = " ".join(name for name, on in markup.items() if on)
            self.console.print(Text(plain(text, sys.stdout), style=style))

    def draw(self, body: list[tuple[str, dict]], status: tuple[str, dict], keys: str, asked_for: bool = False) -> None:
        """Draw the whole screen.

        Parameters
        ----------
        body
            What is to be read.
        status, keys
            The two lines below it.
        asked_for : bool
            Whether it was asked for by a key: then it is written whole, to be scrolled back to; of a lesson that is
            longer than the terminal the end matters.
        """
        if self.console.is_terminal:
            self.console.file.write("\x1b[H\x1b[2J")
            if not asked_for:
                body = self._end(body, self._size().lines - self._rows(self._foot(status, keys)) - 1)
        elif status[0].startswith("judging"):
            return
        self.show(body)
        self.foot(status, keys)

    def foot(self, status: tuple[str, dict], keys: str, again: bool = False) -> None:
        """Write the lines below, once more over themselves where they are there."""
        lines = self._foot(status, keys)
        if again:
            if not self.console.is_terminal:
                return
            self.console.file.write(f"\x1b[{self._rows_of_foot}A\x1b[J")
        self._rows_of_foot = self._rows(lines)
        self.show(lines)
        self.console.file.flush()

    def _foot(self, status: tuple[str, dict], keys: str) -> list[tuple[str, dict]]:
        """The status, and the keys on as many lines as they need."""
        lines, width = [""], self._size().columns
        for key in filter(None, keys.split(_GAP)):
            longer = f"{lines[-1]}{_GAP}{key}".strip()
            lines[-1:] = [longer] if cell_len(longer) < width else [lines[-1], key]
        return [status, *((line, {"bold": True}) for line in lines if line)]

    def _end(self, lines: list[tuple[str, dict]], rows: int) -> list[tuple[str, dict]]:
        """As many of the last lines as there are rows for, and one at least."""
        while len(lines) > 1 and self._rows(lines) > rows:
            lines = lines[1:]
        return lines

    def _rows(self, lines: list[tuple[str, dict]]) -> int:
        """The rows of the terminal that lines take up: a long one goes on in the next."""
        width = self._size().columns
        return sum(max(1, -(-cell_len(plain(text, sys.stdout)) // width)) for text, _ in lines)

    def _size(self) -> os.terminal_size:
        """The terminal's own size: COLUMNS and LINES, where they are set, don't follow it."""
        try:
            return os.get_terminal_size(sys.stdout.fileno())
        except (OSError, ValueError):
            return os.terminal_size(self.console.size)
