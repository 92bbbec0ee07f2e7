"""Choose which part of a course is graded, and who of a class."""

from __future__ import annotations

import difflib

from dojo.course.course import Course
from dojo.engine.base.files import KataFiles


def choose(
    course: Course, names: tuple[str, ...], is_path: bool = False, days: tuple[int, ...] = ()
) -> list[KataFiles]:
    """Choose the katas that names mean, tracks or katas, and those of the path or of days of it; all, if none is named.

    Raises
    ------
    ValueError
        Where a name means none, or several, or a day has no kata.
    """
    if not (names or is_path or days):
        return course.places
    chosen = course.part(days) if is_path or days else []
    for name in names:
        if (track := course.match_track(name)) is not None:
            meant = [place for place in course.places if place.track == track]
        else:
            meant = course.match(name.removeprefix("katas/"))
            if len(meant) != 1:
                several = f"it may be {', '.join(place.id for place in meant[:5])}" if meant else ""
                near = several or course.did_you_mean(name)
                raise ValueError(f"--katas {name}: there is no such track or kata{f'; {near}' if near else ''}")
        chosen = [*chosen, *meant]
    return [place for place in course.places if place in chosen]


def check_students(names: tuple[str, ...], students: list[str]) -> None:
    """Check that those who are to be judged again are in the class.

    Raises
    ------
    ValueError
        Where one is not.
    """
    for name in names:
        if name not in students:
            near = difflib.get_close_matches(name, students, 1)
            raise ValueError(f"--student {name}: there is no such student{f'; is it {near[0]}?' if near else ''}")
