"""The hints of a kata, from faint to strong, one more each time."""

from __future__ import annotations

import contextlib
import hashlib
import re
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from dojo.course.record import FOLDER, Record
from dojo.engine.base.files import KataFiles
from dojo.engine.base.layout import COLUMNS, size_of


def hints_of(place: KataFiles) -> list[tuple[str, str]]:
    """Return the heading and the text of each hint; none where a kata has no ``hints.md``."""
    file = place.judge.with_name("hints.md")
    if not file.is_file():
        return []
    parts = re.split(r"^## (.*)$", file.read_text(encoding="utf-8"), flags=re.M)
    return [(title.strip(), text.strip()) for title, text in zip(parts[1::2], parts[2::2], strict=True)]


class Hints:
    """The hints that have been shown.

    Parameters
    ----------
    root : Path
        The root of the course, where it is kept.
    """

    def __init__(self, root: Path):
        self._record = Record(root / FOLDER / "hints.json")

    def shown(self, place: KataFiles) -> int:
        """Count the hints of a kata that have been shown."""
        count = self._record.read().get(place.id, {}).get("shown", 0)
        return count if isinstance(count, int) else 0

    def following(self, place: KataFiles) -> Hint | None:
        """Return the next stronger hint, which counts as shown; the strongest again where there is none."""
        if not (hints := hints_of(place)):
            return None
        number = min(max(self.shown(place), 0) + 1, len(hints))
        entry = {"shown": number, "stub": _digest(place)}
        self._record.update(lambda saved: saved.update({place.id: entry}))
        return Hint(number, len(hints), *hints[number - 1], self._record.notes)

    def after_a_try(self, place: KataFiles) -> Hint | None:
        """Return the next stronger hint where the stub has changed since the last one; else that once more."""
        hints, shown = hints_of(place), self.shown(place)
        has_tried = self._record.read().get(place.id, {}).get("stub") != _digest(place)
        if has_tried or not 0 < shown <= len(hints):
            return self.following(place)
        return Hint(shown, len(hints), *hints[shown - 1], self._record.notes)


def _digest(place: KataFiles) -> str:
    """Return the digest of what the learner has written: nothing where there is no file."""
    with contextlib.suppress(OSError):
        return hashlib.sha256(place.solution(place.root / "katas").read_bytes()).hexdigest()[:32]
    return ""


@dataclass(frozen=True)
class Hint:
    """A hint, and how strong it is: number ``number`` of ``count``; ``notes`` are those of the record."""

    number: int
    count: int
    title: str
    text: str
    notes: list[str]


def message(place: KataFiles, hint: Hint | None) -> str:
    """Return a hint as a learner reads it in a terminal."""
    if hint is None:
        return f"{place.id} has no hints."
    notes = "".join(f"{note}\n\n" for note in hint.notes)
    ours = f" dojo solution {place.folder} shows ours." if place.shows_solution else ""
    end = "" if hint.number < hint.count else f"\n\nThat is the strongest.{ours}"
    head = f"{place.id}, hint {hint.number} of {hint.count} ({hint.title.lower()})"
    return f"{notes}{head}\n\n{_wrapped(hint.text)}{end}"


def _wrapped(text: str) -> str:
    """Set paragraphs to the width of a terminal; code stays as it is."""
    parts = re.split(r"(^```.*?^```$|\n\n)", text, flags=re.M | re.S)
    stays, width = ("```", "    ", "\n\n"), min(COLUMNS, size_of(sys.stdout)[0] - 1)
    return "".join(p if p.startswith(stays) else textwrap.fill(p, width, break_on_hyphens=False) for p in parts)
