"""How lines with their markup are written by the command: with colours or without, in Unicode or in ASCII."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.text import Text

from dojo.terminal import plain

_FOOT = 3
"""Lines below the text: a line of status, the keys, and the cursor."""


class View:
    """A terminal that is drawn anew, or a pipe that is written on."""

    def __init__(self):
        self.console = Console(highlight=False, soft_wrap=True)

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
                body = body[-max(self.console.height - _FOOT, 1) :]
        elif status[0].startswith("judging"):
            return
        self.show(body)
        self.foot(status, keys)

    def foot(self, status: tuple[str, dict], keys: str, again: bool = False) -> None:
        """Write the lines below, once more over themselves where they are there."""
        lines = [status, *([(keys, {"bold": True})] if keys else [])]
        if again:
            if not self.console.is_terminal:
                return
            self.console.file.write(f"\x1b[{len(lines)}A\x1b[J")
        self.show(lines)
        self.console.file.flush()
