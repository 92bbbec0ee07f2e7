"""The text of a terminal as HTML for the output of a cell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich.console import Console
from rich.style import Style
from rich.text import Text

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def in_html(text: str, pictures: list[str]) -> str:
    """Return a part of a page, which brings its ground, so that it can be read in light and dark.

    Parameters
    ----------
    text : str
        With the codes that colour it in a terminal.
    pictures : list of str
        PNG files, in base64.
    """
    return _TEMPLATES.get_template("verdict.html").render(pieces=list(_pieces(text)), pictures=pictures)


_COLOURS: dict[int | None, str] = {1: "red", 2: "green", 3: "yellow"}
"""The colours of a verdict, by their number in a terminal; others are written in the colour of the text."""


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a style, and the text that has it."""
    console = Console(width=10_000)
    for line in text.strip("\n").split("\n"):
        for segment in Text.from_ansi(line).render(console, "\n"):
            style = segment.style or Style()
            colour = _COLOURS.get(style.color.number, "") if style.color else ""
            yield f"{colour} {'bold' if style.bold else ''}".strip(), segment.text
