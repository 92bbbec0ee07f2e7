"""The course as its files tell it, without a judge being imported: its katas, its tracks, its paths."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable
from pathlib import Path

from dojo.course import paths
from dojo.course.paths import LearningPath, Paths
from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles, find_katas

_ALIKE = 0.75
"""The least likeness of two names of which one may be a slip for the other: from 0 to 1, as difflib counts it."""


class Course:
    """The katas of a folder, and the path that one is on.

    Parameters
    ----------
    root : Path
        The folder that holds ``katas`` and ``reference``.
    path : str, optional
        The name of a path; else the one that was chosen in this course, or its default.

    Raises
    ------
    ValueError
        Where there is no path of that name.
    """

    def __init__(self, root: Path, path: str | None = None):
        self.root = root
        self.places = find_katas(root)
        if path is not None and path not in self.paths:
            raise ValueError(f"--path {path}: there is no such path; there are {', '.join(self.paths) or 'none'}")
        self._path = path

    @functools.cached_property
    def tracks(self) -> dict[str, list[KataFiles]]:
        """The katas of each track."""
        katas: dict[str, list[KataFiles]] = {}
        for place in self.places:
            katas.setdefault(place.track, []).append(place)
        return katas

    @functools.cached_property
    def by_name(self) -> dict[str, KataFiles]:
        """The katas by their names."""
        return {place.name: place for place in self.places}

    def named(self, names: Iterable[str]) -> list[KataFiles]:
        """Return the katas of some names, in the order of the names."""
        return [self.by_name[name] for name in names if name in self.by_name]

    # ------------------------------------------------------------------ paths

    @functools.cached_property
    def path_file(self) -> Paths:
        """The paths as ``katas/path.toml`` has them."""
        file = self.root / paths.FILE
        return paths.read(file.read_text(encoding="utf-8") if file.is_file() else "")

    @functools.cached_property
    def paths(self) -> dict[str, LearningPath]:
        """The paths by their names, of the katas that there are."""
        return {name: path.of(self.by_name) for name, path in self.path_file.by_name.items()}

    @functools.cached_property
    def path(self) -> LearningPath | None:
        """The path that one is on; None in a course without paths."""
        name = self._path or paths.chosen(self.root)[0]
        return self.paths.get(name) or self.paths.get(self.path_file.default)

    @functools.cached_property
    def first_day(self) -> int:
        """The day of the path that one has begun with."""
        name, day = paths.chosen(self.root)
        return day if self.path and self.path.name == name and day in self.days else 1

    @functools.cached_property
    def known(self) -> list[KataFiles]:
        """The katas of the days before it."""
        return [place for day, places in self.days.items() if day < self.first_day for place in places]

    @functools.cached_property
    def on_path(self) -> list[KataFiles]:
        """The katas of the path from that day on, in its order."""
        return [place for place in self.on(self.path) if place not in self.known] if self.path else []

    def on(self, path: LearningPath) -> list[KataFiles]:
        """Return the katas of a path, in its order."""
        return self.named(path.katas)

    @functools.cached_property
    def order(self) -> list[KataFiles]:
        """All katas as they are due: those of the path, then those of the other paths, and what is on none."""
        listed = (place for path in self.paths.values() for place in self.on(path))
        return list(dict.fromkeys([*self.on_path, *listed, *self.places]))

    @functools.cached_property
    def days(self) -> dict[int, list[KataFiles]]:
        """The katas of each day of the path that has some; no day where it is a list without days."""
        rows = self.path.days if self.path and self.path.is_in_days else ()
        return {number: self.named(day.katas) for number, day in enumerate(rows, 1) if day.katas}

    def day_of(self, place: KataFiles) -> int | None:
        """Return the day of the path on which a kata is due."""
        return next((day for day, places in self.days.items() if place in places), None)

    def where(self, place: KataFiles) -> str:
        """Tell where a kata stands: ``day 4``, the name of the path, or that of the first other path that has it."""
        if day := self.day_of(place):
            return f"day {day}"
        on = [path for path in (self.path, *self.paths.values()) if path and place.name in path.katas]
        return on[0].words if on else ""

    def part(self, days: Iterable[int]) -> list[KataFiles]:
        """Return the katas of some days of the path; of all of it where none is given.

        Raises
        ------
        ValueError
            Where a day has no kata.
        """
        if unknown := sorted(set(days) - set(self.days)):
            there = ", ".join(map(str, self.days)) or "none"
            raise ValueError(f"--day {unknown[0]}: no kata is of that day; there are {there}")
        return [place for day in self.days if day in days for place in self.days[day]] if days else self.on_path

    def minutes(self, places: Iterable[KataFiles]) -> int:
        """Return how long the cores of some katas take."""
        return sum(facts(place).minutes or 0 for place in places)

    # ------------------------------------------------------------------ names

    def match_track(self, name: str) -> str | None:
        """Return a track by its folder, its number or its words."""
        name = _typed(name).strip("/").removeprefix("katas/")
        for track in self.tracks:
            number, _, words = track.partition("_")
            if name in (track, number, words, number.lstrip("0")):
                return track
        return None

    def find(self, name: str) -> KataFiles:
        """Return the one kata that a name means.

        Raises
        ------
        ValueError
            Where there is none, or more than one.
        """
        places = self.match(name)
        if len(places) == 1:
            return places[0]
        several = f"{name} may be {', '.join(place.id for place in places)}"
        near = self.did_you_mean(name) or "see dojo list"
        raise ValueError(several if places else f"there is no kata {name}; {near}")

    def did_you_mean(self, *names: str) -> str:
        """Return a question that gives the katas whose names look like some others; empty where there are none."""
        typed = [name.lower().rpartition("/")[2].lstrip("0123456789_") for name in names]
        near = [text for name in typed for text in difflib.get_close_matches(name, self.by_name, 3, _ALIKE)]
        return f"did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""

    def match(self, name: str) -> list[KataFiles]:
        """Return the katas that a name may mean: an id, a folder, a path, the module's name, else a part of the id."""
        given, name = self.root / _typed(name), _typed(name).strip("/")
        for place in self.places:
            files = {place.judge, place.judge.parent, place.solution(self.root / "katas")}
            if given in files or name == place.id:
                return [place]
        exact = [place for place in self.places if name in (place.folder, place.name)]
        return exact or [place for place in self.places if name and name in place.id]


def _typed(name: str) -> str:
    """Return a name with slashes, as it is typed or a shell of Windows completes it: ``.\\katas\\03_probability\\``."""
    return name.replace("\\", "/").removeprefix("./")
