"""Text that anybody may have written, made harmless for where it is shown."""

from __future__ import annotations

import re
import unicodedata

from dojo.base.lesson import Lesson

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def harmless(text: str) -> str:
    """Without what steers a terminal, turns the direction of writing, or is no character; lines and tabs stay."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str, most: int = 200) -> str:
    """On one line of a terminal."""
    told = " ".join(harmless(text).split())
    return told if len(told) <= most else f"{told[: most - 3]}..."


def counted(count: int, thing: str) -> str:
    """``1 kata``, ``2 katas``."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def in_csv(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: full-width signs, tabs and returns begin one too."""
    told = " ".join(harmless(text).split("\n"))
    begins_one = text[:1] in ("\t", "\r") or unicodedata.normalize("NFKC", told.lstrip())[:1] in tuple("=+-@")
    return f"'{told}" if begins_one else told


def in_xml(text: str) -> str:
    """Without the characters that XML can't hold, and not escaped."""
    return "".join(
        c for c in harmless(text) if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


def in_markdown(text: str) -> str:
    """A block that nothing inside it can end, and in which nothing is marked up."""
    told = harmless(text)
    longest = max((len(run) for run in re.findall(r"`+", told)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{told}\n{fence}"


def word_in_markdown(text: str, most: int | None = 200) -> str:
    """On a line of Markdown, with nothing marked up."""
    return re.sub(r"([\\`*_\[\]<>#|&~])", r"\\\1", one_line(text, most or len(text)))


def lesson_in_markdown(lesson: Lesson | None) -> str:
    """What a red test says: its title, its rows in a block, its words as prose."""
    if lesson is None:
        return ""
    rows = in_markdown(rows_of(lesson)) if lesson.rows else ""
    parts = [f"**{word_in_markdown(lesson.title, most=None)}**", rows]
    return "\n\n".join(filter(None, [*parts, *(word_in_markdown(told, most=None) for told in lesson.paragraphs)]))


def rows_of(lesson: Lesson) -> str:
    """The rows of a lesson: a label each, and its text beside it."""
    width = max((len(label) for label, _ in lesson.rows), default=0) + 1
    return "\n".join(f"{label:<{width}}" + text.replace("\n", "\n" + " " * width) for label, text in lesson.rows)
