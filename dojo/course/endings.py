"""What is said where something ends: a day, the fast track, the path; and which milestone can run now."""

from __future__ import annotations

import contextlib
import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path

from dojo.base.facts import facts
from dojo.base.files import KataFiles
from dojo.course.course import Course
from dojo.course.milestones import milestones
from dojo.course.progress import Progress

KEYS = {"day": r"\d+", "ends": "fast_track|path", "renamed": r"[a-z][a-z0-9_]*"}
"""The tables of ``katas/path.toml``, and what their keys are like."""


def endings(place: KataFiles, progress: Progress) -> list[str]:
    """What has ended with a kata that has just turned green, a paragraph each.

    Parameters
    ----------
    place : KataFiles
        The kata.
    progress : Progress
        The position, with it.
    """
    return [*_parts(place, progress), *_milestone(place, progress)]


def _parts(place: KataFiles, progress: Progress) -> Iterator[str]:
    course, day = progress.course, facts(place).day
    if day and _is_done(course.of_day(day), progress):
        yield _day(course, day)
    if facts(place).fast_track and _is_done(course.fast_track, progress):
        yield from _said(course, "fast_track", "The fast track is done.")
    if day and _is_done(course.path, progress):
        yield from _said(course, "path", "The path is done.")


def _milestone(place: KataFiles, progress: Progress) -> Iterator[str]:
    """The milestones for which this kata was the last part."""
    for one in milestones(progress.course):
        parts = [place.sibling(name) for name in one.parts]
        if place in parts and _is_done(parts, progress):
            yield f"Your code can do something now. {one.title}: dojo milestone {one.number}"


def _is_done(places: list[KataFiles], progress: Progress) -> bool:
    return all(map(progress.is_green, places))


def learnt(course: Course, day: int) -> str:
    """What one can do at the end of a day: ``"you can ..."``; empty where nothing is said of it."""
    return _texts(course.root).get("day", {}).get(str(day), "")


def _day(course: Course, day: int) -> str:
    told = learnt(course, day)
    return f"Day {day} is done{f': {told}' if told else '.'}"


def _said(course: Course, end: str, otherwise: str) -> list[str]:
    told = _texts(course.root).get("ends", {}).get(end, otherwise)
    return [" ".join(paragraph.split()) for paragraph in told.strip().split("\n\n")]


@functools.cache
def _texts(root: Path) -> dict:
    """What ``katas/path.toml`` holds; nothing where there is none."""
    with contextlib.suppress(OSError, tomllib.TOMLDecodeError):
        return tomllib.loads((root / "katas" / "path.toml").read_text(encoding="utf-8"))
    return {}


def renamed_in(text: str) -> dict[str, str]:
    """The names of katas that were renamed, and their names since then, in what ``katas/path.toml`` holds."""
    with contextlib.suppress(tomllib.TOMLDecodeError, AttributeError):
        return {old: new for old, new in tomllib.loads(text).get("renamed", {}).items() if isinstance(new, str)}
    return {}
