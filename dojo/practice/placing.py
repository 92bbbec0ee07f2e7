"""The placement: two bugs and a short kata for each few days, and whoever passes has those days' katas *known*."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dojo.course.course import Course
from dojo.course.milestones import milestones
from dojo.course.practice import kind_of, now
from dojo.course.progress import Progress
from dojo.course.stubs import not_started
from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles

HUNTS = 2
RUNS, WRONG_GUESSES = 3, 1
"""So many may go wrong in a task that is passed: red runs of the judge, ideas that are not the one."""
LEAST = 4
"""Katas of a group: one is due next where it is failed, and three are asked."""


@dataclass(frozen=True)
class Group:
    """Some days of a path, the last of which has a milestone.

    Parameters
    ----------
    days : tuple of int
        The first and the last.
    katas : tuple of KataFiles
        Theirs.
    """

    days: tuple[int, int]
    katas: tuple[KataFiles, ...]

    def __str__(self) -> str:
        first, last = self.days
        if not first:  # they are on another path
            return "these katas"
        return f"day {first}" if first == last else f"days {first} to {last}"


def groups(course: Course) -> list[Group]:
    """Return the groups of the path; where none of its days has a milestone, any day may end one."""
    ends = _ends(course) or set(course.days)
    full: list[list[int]] = []
    days: list[int] = []
    for day in course.days:
        days.append(day)
        if day in ends and len(course.part(days)) >= LEAST:
            full.append(days)
            days = []
    if full:
        full[-1] += days  # too few for a group of their own
    return [Group((days[0], days[-1]), tuple(course.part(days))) for days in full]


def _ends(course: Course) -> set[int]:
    """Return the days with which all parts of a milestone are there."""
    parts = (course.named(milestone.parts) for milestone in milestones(course))
    days = ([course.day_of(place) or 0 for place in places] for places in parts if places)
    return {max(of_parts) for of_parts in days if all(of_parts)}


def is_passed(task: dict) -> bool:
    """Tell whether a task is passed: an untouched file never ends one, and a guess alone neither."""
    if kind_of(task) == "recall":
        return task.get("how") in ("first run", "later") and task["runs"] <= RUNS
    wrong = task["guesses"] - bool(task.get("named"))
    is_mended = task.get("how") in ("mended", "rewritten")
    return is_mended and not task["hints"] and wrong <= WRONG_GUESSES and task.get("runs", 0) <= RUNS


class Placing:
    """The placement of a course.

    Parameters
    ----------
    progress : Progress
        The position.
    """

    name = "placement"

    def __init__(self, progress: Progress):
        self.progress, self.practice, self.root = progress, progress.practice, progress.course.root
        self._entries = self.practice.entries()
        placements = {n: entry for n, entry in self._entries.items() if kind_of(entry) == "placement"}
        self.number = next((n for n, entry in reversed(placements.items()) if "ended" not in entry), None)

    @property
    def group(self) -> Group | None:
        """The group that is on, whatever path was taken since, or comes next; None where all is passed over."""
        course, passed = self.progress.course, self.progress.is_passed
        if self.number is None:
            return next((group for group in groups(course) if not all(map(passed, group.katas))), None)
        katas = tuple(place for place in course.order if place.name in self._names(self._entries[self.number]["katas"]))
        days = [day for day in map(course.day_of, katas) if day] or [0]
        return Group((min(days), max(days)), katas)

    def _names(self, names: Iterable[str]) -> list[str]:
        """Return the names that katas have now."""
        renamed = self.progress.course.path_file.renamed
        return [renamed.get(name, name) for name in names]

    @property
    def _asked(self) -> list[tuple[KataFiles, dict]]:
        """The tasks of the placement that is on, with their katas."""
        places = self.progress.course.by_name
        tasks = [entry for entry in self._entries.values() if entry.get("placement", 0) == self.number]
        named = zip(self._names(task["kata"] for task in tasks), tasks, strict=True)
        return [(places[name], task) for name, task in named if name in places]

    @property
    def tasks(self) -> list[dict]:
        """The tasks of the placement that is on, in their order."""
        return [task for _, task in self._asked]

    @property
    def open_task(self) -> tuple[KataFiles, str] | None:
        """The kata of the task that is on, and its kind."""
        return next(((place, kind_of(task)) for place, task in self._asked if "ended" not in task), None)

    @property
    def is_failed(self) -> bool:
        return any("ended" in task and not is_passed(task) for task in self.tasks)

    @property
    def is_done(self) -> bool:
        return len(self.tasks) > HUNTS and all(map(is_passed, self.tasks))

    def begin(self, group: Group) -> None:
        """Begin the placement of a group."""
        katas = [place.name for place in group.katas if not self.progress.is_green(place)]
        self.practice.begin(self, kind="placement", katas=katas, told=[])

    def end(self, how: str) -> None:
        """End the placement: ``"passed"``, ``"failed"`` or ``"given up"``."""
        self.practice.change(self, "placement", ended=now(), how=how)

    def candidates(self, group: Group) -> list[KataFiles]:
        """Return the katas of a group that may be asked: none that is due next if it is failed, or was asked before."""
        asked = self._names(entry["kata"] for entry in self._entries.values() if "placement" in entry)
        open_ = [place for place in group.katas if not self.progress.is_passed(place)]
        return [place for place in open_[1:] if place.name not in asked]

    def to_recall(self, group: Group) -> KataFiles | None:
        """Return the shortest kata of a group whose stub is untouched."""
        untouched = (p for p in self.candidates(group) if not_started(p.solution(self.progress.directory)))
        return min(untouched, key=lambda place: facts(place).minutes or 0, default=None)

    def to_hunt(self, group: Group) -> Iterator[KataFiles]:
        """Return the other katas, the last first: it rests on most."""
        recall = self.to_recall(group)
        return (place for place in reversed(self.candidates(group)) if place != recall)

    def can_begin(self, group: Group) -> bool:
        """Tell whether there are enough katas left to ask."""
        return self.to_recall(group) is not None and len(self.candidates(group)) > HUNTS
