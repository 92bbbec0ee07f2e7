"""Text that anybody may have written, made harmless for where it is shown."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from dojo.engine.base.lesson import Lesson

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def harmless(text: str) -> str:
    """Replace what steers a terminal, turns the direction of writing, or is no character; lines and tabs stay."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str, most: int = 200) -> str:
    """Set a text on one line of a terminal."""
    line = " ".join(harmless(text).split())
    return line if len(line) <= most else f"{line[: most - 3]}..."


def counts(states: Counter[str]) -> str:
    """Write ``3 passed, 1 wrong``."""
    return ", ".join(f"{count} {state}" for state, count in states.most_common())


def in_csv(text: str) -> str:
    """Write a cell that no spreadsheet takes for a formula: full-width signs, tabs and returns begin one too."""
    cell = " ".join(harmless(text).split("\n"))
    is_formula = text[:1] in ("\t", "\r") or unicodedata.normalize("NFKC", cell.lstrip())[:1] in tuple("=+-@")
    return f"'{cell}" if is_formula else cell


def in_markdown(text: str) -> str:
    """Write a block that nothing inside it can end, and in which nothing is marked up."""
    block = harmless(text)
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall(r"`+", block))])
    return f"{fence}text\n{block}\n{fence}"


def word_in_markdown(text: str, most: int | None = 200) -> str:
    """Set a text on a line of Markdown, with nothing marked up."""
    return re.sub(r"([\\`*_\[\]<>#|&~])", r"\\\1", one_line(text, most or len(text)))


def lesson_in_markdown(lesson: Lesson) -> str:
    """Write what a red test says: its title, its rows in a block, its words as prose."""
    rows = [in_markdown(rows_of(lesson))] if lesson.rows else []
    words = [word_in_markdown(paragraph, most=None) for paragraph in lesson.paragraphs]
    return "\n\n".join([f"**{word_in_markdown(lesson.title, most=None)}**", *rows, *filter(None, words)])


def rows_of(lesson: Lesson) -> str:
    """Write the rows of a lesson: a label each, and its text beside it."""
    width = max((len(label) for label, _ in lesson.rows), default=0) + 1
    return "\n".join(f"{label:<{width}}" + text.replace("\n", "\n" + " " * width) for label, text in lesson.rows)
