"""The course as a list: tracks, katas, states, minutes."""

from __future__ import annotations

import re

from dojo.base.facts import facts
from dojo.base.files import KataFiles
from dojo.course import bars
from dojo.course.progress import Progress
from dojo.course.stubs import not_started

MARKUP = {"complete": {"green": True}, "green": {"green": True}, "red": {"red": True}}


def state(place: KataFiles, progress: Progress) -> str:
    """``complete``, ``green``, ``red``, ``not judged`` in this version, ``not started``, or ``missing``."""
    file = place.solution(progress.directory)
    names = progress.changed(place)
    changed = f", {', '.join(names)} changed" if names else ""
    if progress.is_complete(place):
        return f"complete{changed}"
    if progress.is_green(place):
        return f"green{changed}"
    if progress.is_red(place):
        return "red"
    if not file.is_file():
        return "missing"
    return "not started" if not_started(file) else "not judged"


def position(progress: Progress, place: KataFiles | None = None) -> str:
    """Where one is: ``day 4 · 3 of 6 · path 17 of 67``, by the katas of a day, and of the path, that are green."""
    course = progress.course
    path = f"path {_green(course.path, progress)}" if course.path else f"{_green(course.places, progress)} katas"
    day = place and facts(place).day
    return f"day {day} · {_green(course.of_day(day), progress)} · {path}" if day else path


def _green(places: list[KataFiles], progress: Progress) -> str:
    return f"{sum(map(progress.is_green, places))} of {len(places)}"


def listing(progress: Progress, words: list[str] = ()) -> list[tuple[str, dict]]:
    """The lines of the list, of the katas that each of the words fits, as `fits` has it; none where no kata does."""
    told = [(place, state(place, progress)) for place in progress.course.places]
    told = [(place, now) for place, now in told if fits(place, now, " ".join(words).split())]
    lines = [(position(progress, progress.next_of(progress.course.places)), {"bold": True})] if told else []
    for track in progress.course.tracks:
        rows = [(place, now) for place, now in told if place.track == track]
        if not rows:
            continue
        whole = [place for place in progress.course.places if place.track == track]
        lines.append((f"{track:<26}{bars.bar(whole, progress)}", {"bold": True}))
        for place, now in rows:
            known = facts(place)
            star, day = "*" if known.fast_track else " ", f"day {known.day}" if known.day else "beyond"
            minutes = f"{known.minutes:>3} min" if known.minutes else ""
            text = f"  {place.folder:<24}{star} {day:<8}{now:<24}{minutes}".rstrip()
            lines.append((text, MARKUP.get(now.split(",")[0], {})))
    return [*lines, ("* on the fast track", {})] if lines else []


def nothing_fits(progress: Progress, words: list[str]) -> str:
    """That no kata fits some words, and which is meant perhaps."""
    near = progress.course.did_you_mean(*words)
    return f"no kata fits {' '.join(words)}".rstrip() + (f"; {near}" if near else "")


def fits(place: KataFiles, now: str, words: list[str]) -> bool:
    """Whether each of some words is a part of a kata's id, of its state or its day, of ``beyond`` or ``fast track``."""
    known = facts(place)
    day = f"day-{known.day}." if known.day else "beyond"
    sought = re.sub(r"\bday (\d+)", r"day-\1.", " ".join(words).lower())
    said = f"{place.id} {now} {day} {'fast-track fast_track fast track' if known.fast_track else ''}"
    return all(word in said for word in sought.split())
