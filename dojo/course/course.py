"""The course as its files tell it, without a judge being imported: tracks, days, minutes, the fast track."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from pathlib import Path

from dojo.base.facts import facts
from dojo.base.files import KataFiles, find_katas

_ALIKE = 0.75
"""How alike two names are of which one may be a slip for the other: from 0 to 1, as difflib counts it."""


def by_day(places: list[KataFiles]) -> list[KataFiles]:
    """The katas in the order in which they are due.

    Within a day, a kata comes after those that it builds on. Those beyond the path, which have no day, come last.
    """
    left, found = sorted(places, key=lambda place: facts(place).day or math.inf), []
    while left:
        day = facts(left[0]).day
        same = [place for place in left if facts(place).day == day]
        names = {place.name for place in same}
        ready = next((place for place in same if not names.intersection(facts(place).uses) - {place.name}), same[0])
        found.append(ready)
        left.remove(ready)
    return found


class Course:
    """The katas of a folder, in their order.

    Parameters
    ----------
    root : Path
        The folder that holds ``katas`` and ``reference``.
    """

    def __init__(self, root: Path):
        self.root = root
        self.places = find_katas(root)

    @property
    def tracks(self) -> list[str]:
        return list(dict.fromkeys(place.track for place in self.places))

    @property
    def days(self) -> list[int]:
        return sorted({facts(place).day for place in self.places} - {None})

    @property
    def fast_track(self) -> list[KataFiles]:
        return [place for place in self.places if facts(place).fast_track]

    @property
    def path(self) -> list[KataFiles]:
        """The katas that have a day; what has none is beyond the path."""
        return [place for place in self.places if facts(place).day]

    def of_day(self, day: int) -> list[KataFiles]:
        """The katas of a day."""
        return [place for place in self.path if facts(place).day == day]

    def wrong_day(self, days: Iterable[int]) -> str:
        """What to say of a day that no kata is of; empty where there is none among them."""
        unknown = sorted(set(days) - set(self.days))
        known = ", ".join(map(str, self.days)) or "none"
        return f"--day {unknown[0]}: no kata is of that day; there are {known}" if unknown else ""

    def part(self, places: list[KataFiles], days: Iterable[int] = (), fast_track: bool = False) -> list[KataFiles]:
        """Those among some katas that are of given days, and on the fast track, where that is asked for."""
        if days:
            places = [place for place in places if facts(place).day in days]
        return [place for place in places if facts(place).fast_track] if fast_track else places

    def match_track(self, name: str) -> str | None:
        """A track by its folder, its number or its words."""
        name = _typed(name).strip("/").removeprefix("katas/")
        for track in self.tracks:
            number, _, words = track.partition("_")
            if name in (track, number, words, number.lstrip("0")):
                return track
        return None

    def find(self, name: str) -> KataFiles:
        """The one kata that a name means.

        Raises
        ------
        ValueError
            Where there is none, or more than one.
        """
        found = self.match(name)
        if len(found) == 1:
            return found[0]
        several = f"{name} may be {', '.join(place.id for place in found)}"
        raise ValueError(several if found else f"there is no kata {name}; {self.did_you_mean(name) or 'see dojo list'}")

    def did_you_mean(self, *names: str) -> str:
        """A question that gives the katas whose names look like some others; empty where there are none."""
        known = [place.name for place in self.places]
        said = [name.lower().rpartition("/")[2].lstrip("0123456789_") for name in names]
        near = [text for name in said for text in difflib.get_close_matches(name, known, 3, _ALIKE)]
        return f"did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""

    def match(self, name: str) -> list[KataFiles]:
        """The katas that a name may mean: an id, a folder, a path, the module's name, else any part of the id."""
        given, name = self.root / _typed(name), _typed(name).strip("/")
        for place in self.places:
            paths = {place.judge, place.judge.parent, place.solution(self.root / "katas")}
            if given in paths or name == place.id:
                return [place]
        exact = [place for place in self.places if name in (place.folder, place.name)]
        return exact or [place for place in self.places if name and name in place.id]


def _typed(name: str) -> str:
    """A name as it is typed, or as a shell of Windows completes it: ``.\\katas\\03_probability\\``."""
    return name.replace("\\", "/").removeprefix("./")
