"""The state of a kata, and of the course, in words."""

from __future__ import annotations

from dojo.course.progress import Progress
from dojo.course.stubs import is_untouched
from dojo.engine.base.files import KataFiles


def state(place: KataFiles, progress: Progress) -> str:
    """Return ``complete``, ``green``, ``red``, ``not judged``, ``known``, ``not started``, or ``missing``."""
    file = place.solution(progress.directory)
    names = progress.changed(place)
    changed = f", {', '.join(names)} changed" if names else ""
    if progress.is_complete(place):
        return f"complete{changed}"
    if progress.is_green(place):
        new = ", edges are new" if progress.edges_are_new(place) else ""
        return f"green{new}{changed}"
    if progress.is_red(place):
        return "red"
    if not file.is_file():
        return "missing"
    if is_untouched(place, file):
        return "known" if place in progress.course.known else "not started"
    return "not judged"


def whereabouts(progress: Progress, place: KataFiles | None = None) -> str:
    """Tell where one is: ``day 4 · 3 of 6 · foundations 17 of 63``."""
    course = progress.course
    path = f"{course.path.words} {green_of(course.on_path, progress)}" if course.path else ""
    path = path or f"{green_of(course.places, progress)} katas"
    day = place and course.day_of(place)
    return f"day {day} · {green_of(course.days[day], progress)} · {path}" if day else path


def green_of(places: list[KataFiles], progress: Progress) -> str:
    return f"{sum(map(progress.is_green, places))} of {len(places)}"
