"""Text that anybody may have written, made harmless for where it is shown."""

from __future__ import annotations

import html
import re

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


def in_html(text: str) -> str:
    return html.escape(harmless(text), quote=True)


def in_csv(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    told = " ".join(harmless(text).split("\n"))
    return f"'{told}" if told.lstrip()[:1] in ("=", "+", "-", "@", "\t") else told


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


def word_in_markdown(text: str) -> str:
    """On a line of Markdown, with nothing marked up."""
    return re.sub(r"([\\`*_\[\]<>#|&~])", r"\\\1", one_line(text))
