"""The lines that an update tells a learner."""

from __future__ import annotations

from collections.abc import Set

from dojo.course.progress import Progress
from dojo.course.stubs import is_begun
from dojo.engine.base.disk import FOLDER
from dojo.install.three_ways import PARTS, Plan

THEIRS = f"{FOLDER}/course"
"""The folder for the course's version of a file that the learner has changed and keeps."""
_STILL_GREEN = "green as before, until it is judged again"
_TAKEN = "new in the course; you have a kata of that name: rename yours, and dojo update brings it"
_NOT_OURS = "not in the course: left as it is"
Rows = list[tuple[str, dict]]


def katas(position: Progress, made: Plan, shipped: Set[str]) -> Rows:
    """List what is new, kata by kata; those that the learner has not begun are counted.

    Parameters
    ----------
    position : Progress
        As it is before the update.
    made : Plan
        The changes to the files.
    shipped : set of str
        The katas of the new course.
    """
    changes = {name: [*words] for name, words in made.changes.items() if words}
    for place in filter(position.is_green, position.course.places):
        words = changes.get(made.carried.get(place.id, place.id), [])
        words += [_STILL_GREEN] if any(word.startswith("judge") for word in words) else []
    quiet = {name for name, words in changes.items() if set(words) <= set(PARTS) and not _is_begun(position, name)}
    rows = {name: ", ".join(words) for name, words in sorted(changes.items()) if name not in quiet}
    rows |= {kata: _TAKEN if kata in shipped else _NOT_OURS for kata in sorted(made.own_katas)}
    width = max(map(len, rows), default=0) + 2
    lines = [f"{name:<{width}}{words}" for name, words in rows.items()]
    lines += [f"katas that you have not begun, with a better statement or judge: {len(quiet)}"] if quiet else []
    lines += [f"{path}: yours stays; the course's is in {THEIRS}/{path}" for path in sorted(made.kept)]
    return [(line, {}) for line in lines]


def _is_begun(position: Progress, kata: str) -> bool:
    stubs = [place.solution(position.directory) for place in position.course.places if place.id == kata]
    return any(stub.is_file() and is_begun(stub.read_bytes()) for stub in stubs)
