"""The way of the watch through the katas: which one is next."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.engine.base.files import KataFiles
from dojo.engine.base.mine import all_parts


class Walk:
    """The way through the course, or through a part of it.

    Parameters
    ----------
    course : Course
        The katas.
    days : iterable of int
        Only those of these days of the path; of all where there is none.
    is_path : bool
        Only those of the path.

    Raises
    ------
    ValueError
        Where a day has no kata.
    """

    def __init__(self, course: Course, days: Iterable[int] = (), is_path: bool = False):
        self.course, self.directory = course, course.root / "katas"
        self.options = ["--path", course.path.name] if is_path and course.path else []
        self.is_part = bool(days) or is_path
        self.places = course.part(days) if self.is_part else course.places
        self._skipped: set[KataFiles] = set()
        self.notes: list[str] = []

    @property
    def path(self) -> list[KataFiles]:
        """The katas that are listed at first: the path, or the part that was asked for."""
        return self.places if self.is_part else self.course.on_path or self.places

    def progress(self) -> Progress:
        """The position as it is kept now; what there is to say of its record is among the notes."""
        progress = Progress.of_stubs(self.course)
        self.notes += (note for note in progress.record.notes if note not in self.notes)
        return progress

    def take_notes(self) -> list[str]:
        """Return the notes that have come up since they were taken last."""
        notes, self.notes = self.notes, []
        return notes

    def parts(self) -> dict[str, Path]:
        """The file of each part that a milestone may import."""
        return all_parts(self.course.places, self.directory, self.progress().stand_ins)

    def due(self, besides: KataFiles | None = None) -> list[KataFiles]:
        """The katas among which the next one is, without one: those that were skipped where no other is left."""
        every = [place for place in self.places if place != besides]
        fresh = [place for place in every if place not in self._skipped]
        return fresh if self.progress().next_of(fresh) else every

    def next(self, besides: KataFiles | None = None) -> KataFiles | None:
        """The first kata that is not green, or else not complete."""
        progress, due = self.progress(), self.due(besides)
        return progress.next_of(due) or progress.next_of(due, complete=True)

    def skip(self, place: KataFiles) -> None:
        """Pass a kata by, as long as this watch runs."""
        self._skipped.add(place)
