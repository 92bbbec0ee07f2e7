"""Bars that show how far the course has come: what is complete, what is green, what is open."""

from __future__ import annotations

from dojo.course.progress import Progress
from dojo.engine.base.files import KataFiles

LENGTH = 20
SIGNS = "█▒░"
"""Complete, green, open: told apart without colour."""


def bar(places: list[KataFiles], progress: Progress) -> str:
    """Return the bar of some katas, and its figures."""
    green, complete = (sum(map(done, places)) for done in (progress.is_green, progress.is_complete))
    first, second = (round(LENGTH * n / max(len(places), 1)) for n in (complete, green))
    drawn = (SIGNS[0] * first).ljust(second, SIGNS[1]).ljust(LENGTH, SIGNS[2])
    return f"{drawn}  {green} of {len(places)} green, {complete} complete"


def bars(progress: Progress, tracks: list[str] | None = None) -> list[tuple[str, dict]]:
    """Return a bar for each track, or for some of them, and one for the path where there are several tracks."""
    course = progress.course
    whole = (course.path.words, course.on_path) if course.path else ("course", course.places)
    rows = [(track, course.tracks[track]) for track in (course.tracks if tracks is None else tracks)]
    rows += [whole] if len(course.tracks) > 1 else []
    width = max(map(len, [*course.tracks, "course", whole[0]]))
    return [(f"{name:<{width}}  {bar(places, progress)}", {"green": True}) for name, places in rows]
