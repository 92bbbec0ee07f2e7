"""The words for where something ends, a day or a path, and where it begins; and which milestone can run now."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dojo.course import runs
from dojo.course.milestones import milestones
from dojo.course.paths import LearningPath
from dojo.course.practice import counted
from dojo.course.progress import Progress
from dojo.course.stubs import lines_of_ones_own
from dojo.engine.base.files import KataFiles


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
    told = " ".join(ended)
    return [*ended, *(text for number, text in _milestones(place, progress) if not _names(told, number))]


def has_ended(place: KataFiles, progress: Progress) -> bool:
    """Tell whether a kata is on the path that one is on, and all of that is done."""
    path = progress.course.path
    return path is not None and place.name in path.katas and _is_done(progress.course.on_path, progress)


def of_path(path: LearningPath, progress: Progress) -> Iterator[str]:
    """Yield what one has done on a path that is done, in figures, and then the path's own words of what goes on."""
    known = {place.name for place in progress.course.known}
    places = [place for place in progress.course.on(path) if place.name not in known]
    lines = sum(lines_of_ones_own(place, place.solution(progress.directory)) for place in places)
    bugs = sum(progress.practice.counts(progress.course.path_file.renamed).values())
    days = [counted(sum(not known.issuperset(day.katas) for day in path.days), "day")] if path.is_in_days else []
    figures = [*days, counted(len(places), "kata"), f"{counted(lines, 'line')} of your own"]
    found = [f"{counted(bugs, 'bug')} found in hunts"] if bugs else []
    yield f"The path {path.words} is done: {', '.join([*figures, *found])}."
    if cost := [f'"{idea.title}" ({often})' for idea, often in runs.costliest(progress.course, 3)]:
        yield f"The ideas that cost you most: {', '.join(cost)}."
    yield from paragraphs(path.end)


def _day(place: KataFiles, progress: Progress) -> Iterator[str]:
    course = progress.course
    if course.path and (day := course.day_of(place)) and all(map(progress.is_green, course.days[day])):
        end = course.path.days[day - 1].end
        yield f"Day {day} is done{f': {end}' if end else '.'}"


def _paths(place: KataFiles, progress: Progress) -> Iterator[str]:
    """Yield the ends of the path that one is on, and of lists without days, that a kata was the last of."""
    course = progress.course
    for path in course.paths.values():
        has_an_end = path == course.path or (path.end and not path.is_in_days)
        if has_an_end and place.name in path.katas and _is_done(course.on(path), progress):
            yield from of_path(path, progress)


def _names(told: str, number: str) -> bool:
    """Tell whether a text names a milestone already."""
    return re.search(rf"dojo\s+milestone\s+{re.escape(number)}\b", told) is not None


def _milestones(place: KataFiles, progress: Progress) -> Iterator[tuple[str, str]]:
    """Yield the name of, and a sentence for, each milestone for which this kata was the last part."""
    for milestone in milestones(progress.course):
        parts = progress.course.named(milestone.parts)
        if place in parts and _is_done(parts, progress):
            words = f"Your code can do something now. {milestone.title}: dojo milestone {milestone.number}"
            yield milestone.number, words


def _is_done(places: list[KataFiles], progress: Progress) -> bool:
    """Tell whether some katas are green, but for those before the day that one began with."""
    return all(progress.is_green(place) for place in places if place not in progress.course.known)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each in one line."""
    return [" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n") if paragraph]
