"""What is said where something ends, a day or a path, and where it begins; and which milestone can run now."""

from __future__ import annotations

from collections.abc import Iterator

from dojo.base.files import KataFiles
from dojo.course.milestones import milestones
from dojo.course.progress import Progress

ONWARD = "Keep it, a few minutes a day: dojo today. Pass over what you know: dojo place."
"""What is said where a day ends, or a path."""


def endings(place: KataFiles, progress: Progress) -> list[str]:
    """What has ended with a kata that has just turned green, a paragraph each.

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
    if (day := course.day_of(place)) and _is_done(course.of_day(day), progress):
        end = course.path.days[day - 1].end
        yield f"Day {day} is done{f': {end}' if end else '.'}"


def _paths(place: KataFiles, progress: Progress) -> Iterator[str]:
    """The ends of the path that one is on, and of lists without days, that a kata was the last of."""
    course = progress.course
    for path in course.paths.values():
        is_told = path == course.path or (path.end and not path.is_in_days)
        if is_told and place.name in path.katas and _is_done(course.on(path), progress):
            yield from paragraphs(path.end or f"The path {path.words} is done.")


def _milestone(place: KataFiles, progress: Progress) -> Iterator[str]:
    """The milestones for which this kata was the last part."""
    for milestone in milestones(progress.course):
        if place.name in milestone.parts and _is_done(list(map(place.sibling, milestone.parts)), progress):
            yield f"Your code can do something now. {milestone.title}: dojo milestone {milestone.number}"


def _is_done(places: list[KataFiles], progress: Progress) -> bool:
    return all(map(progress.is_passed, places))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each in one line."""
    return [" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n") if paragraph]
