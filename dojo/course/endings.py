"""The words for where something ends, a day or a path, and where it begins; and which milestone can run now."""

from __future__ import annotations

from collections.abc import Iterator

from dojo.course.milestones import milestones
from dojo.course.progress import Progress
from dojo.engine.base.files import KataFiles

ONWARD = "Keep it, a few minutes a day: dojo today. Pass over what you know: dojo place."
"""The sentences for where a day ends, or a path."""


def endings(place: KataFiles, progress: Progress) -> list[str]:
    """Tell what has ended with a kata that has just turned green, in a paragraph each.

    Parameters
    ----------
    place : KataFiles
        The kata.
    progress : Progress
        The position, with it.
    """
    ended = [*_day(place, progress), *_paths(place, progress)]
    return [*ended, *([ONWARD] if ended else []), *_milestone(place, progress)]


def _day(place: KataFiles, progress: Progress) -> Iterator[str]:
    course = progress.course
    if course.path and (day := course.day_of(place)) and _is_done(course.days[day], progress):
        end = course.path.days[day - 1].end
        yield f"Day {day} is done{f': {end}' if end else '.'}"


def _paths(place: KataFiles, progress: Progress) -> Iterator[str]:
    """Yield the ends of the path that one is on, and of lists without days, that a kata was the last of."""
    course = progress.course
    for path in course.paths.values():
        has_an_end = path == course.path or (path.end and not path.is_in_days)
        if has_an_end and place.name in path.katas and _is_done(course.on(path), progress):
            yield from paragraphs(path.end or f"The path {path.words} is done.")


def _milestone(place: KataFiles, progress: Progress) -> Iterator[str]:
    """Yield a sentence for each milestone for which this kata was the last part."""
    for milestone in milestones(progress.course):
        parts = progress.course.named(milestone.parts)
        if place in parts and _is_done(parts, progress):
            yield f"Your code can do something now. {milestone.title}: dojo milestone {milestone.number}"


def _is_done(places: list[KataFiles], progress: Progress) -> bool:
    return all(map(progress.is_passed, places))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each in one line."""
    return [" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n") if paragraph]
