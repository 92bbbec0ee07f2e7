"""The lines that an update tells a learner."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

from dojo.course.progress import Progress
from dojo.course.stubs import is_begun
from dojo.engine.base.disk import FOLDER
from dojo.install.three_ways import PARTS, Plan

THEIRS = f"{FOLDER}/course"
"""The folder for the course's version of a file that the learner has changed and keeps."""
_NEEDED = ("dependencies", "optional-dependencies", "scripts", "entry-points")
"""The tables that pip takes from ``pyproject.toml``."""
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


def of_the_clone(root: Path, files: Mapping[str, tuple[bytes | None, bytes | None]]) -> Iterator[tuple[str, dict]]:
    """Say what is new beside the katas, and what is to be done.

    Parameters
    ----------
    root : Path
        The clone.
    files : mapping of str to (bytes or None, bytes or None)
        The bytes that each file that changes holds, and those that it is to hold.
    """
    others = [path for path in files if not path.startswith(("katas/", FOLDER))]
    if others:
        yield f"files of the engine, of the references and beside them: {len(others)}", {}
    for path, before in (
        ("pyproject.toml", ""),
        (theirs := f"{THEIRS}/pyproject.toml", f"take it over from {theirs}, "),
    ):
        if len({repr(_needs(held)) for held in files.get(path, ())}) == 2:
            yield f"what it needs has changed: {before}run pip install -e . again", {"yellow": True}
    if (root / ".git").exists():
        yield "nothing is committed: git status shows what has changed", {}


def _needs(pyproject: bytes | None) -> dict:
    """Return what an installation of a course depends on."""
    with contextlib.suppress(tomllib.TOMLDecodeError, UnicodeDecodeError):
        project = tomllib.loads((pyproject or b"").decode()).get("project", {})
        return {name: project.get(name) for name in _NEEDED}
    return {}
