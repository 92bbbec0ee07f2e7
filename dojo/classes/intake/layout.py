"""Which files of a submission belong to which kata, and what of its layout is nearly right."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from dojo.base.files import KataFiles

_NEVER = {"reference", "tests", ".git", ".venv", "venv", "env", "node_modules", "site-packages", "__pycache__"}
_NEVER |= {"__macosx", ".tox", ".ipynb_checkpoints", "build", "dist", ".dojo", ".hypothesis"}
"""Folders in which no solution is looked for: a fork of the course holds our own."""
_NO_DATA = {".ini", ".cfg", ".toml", ".pth", ".md", ".pyc", ".so", ".pyd", ".dll", ".dylib", ".egg", ".whl", ".lock"}
_NOT_TAKEN = {"conftest.py", "setup.py", "sitecustomize.py", "usercustomize.py"}


@dataclass
class Found:
    """What a layout comes to.

    Parameters
    ----------
    folders : dict of str to str
        The folder of each kata that was found, by the kata's id, and the name of the solution's file in it.
    notes : dict of str to list of str
        By kata, what was nearly right; under ``""`` what is of none or of many.
    """

    folders: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def note(self, kata: str, text: str) -> None:
        if text not in self.notes.setdefault(kata, []):
            self.notes[kata].append(text)


def find(paths: list[str], places: list[KataFiles]) -> Found:
    """Find the katas among the files of a submission.

    Parameters
    ----------
    paths : list of str
        Relative, with forward slashes.
    places : list of KataFiles
        The katas of the course.
    """
    found, candidates = Found(), {}
    for path in sorted(paths):
        parts = PurePosixPath(path).parts
        if any(part.casefold() in _NEVER for part in parts[:-1]) or not path.casefold().endswith(".py"):
            continue
        for place in places:
            if (distance := _distance(parts, place)) is not None:
                candidates.setdefault(place.id, []).append((distance, path))
    _say_what_is_nobodys(paths, places, candidates, found)
    for kata, near in candidates.items():
        near.sort()
        best, path = near[0]
        rivals = [other for distance, other in near if distance == best]
        if best > 0 and len(rivals) > 1:
            found.note(kata, f"not taken: {' and '.join(rivals[:3])} may each be meant")
            continue
        parent = str(PurePosixPath(path).parent)
        found.folders[kata] = ("" if parent == "." else parent, PurePosixPath(path).name)
        if path.endswith(inner := f"/{_wanted(kata)}"):
            if best > 0:  # a clone in a folder: said once, not of each of its katas
                found.note("", f"katas were taken from {path.removesuffix(inner)}/")
        elif best > 0:
            found.note(kata, f"{path} was taken for {_wanted(kata)}")
        for _, other in near[1:]:
            found.note(kata, f"{other} was not taken: {path} is there")
    return found


def belongs(name: str, place: KataFiles) -> bool:
    """Whether a file of a kata's folder goes along with its solution: Python, and data beside it."""
    lower = name.casefold()
    if lower in _NOT_TAKEN or lower.startswith((".", "test_")) or lower == f"test_{place.name}.py":
        return False
    return lower.endswith(".py") or PurePosixPath(lower).suffix not in _NO_DATA


def _wanted(kata: str) -> str:
    folder = kata.rpartition("/")[2]
    return f"{kata}/{folder.partition('_')[2]}.py"


def _distance(parts: tuple[str, ...], place: KataFiles) -> int | None:
    """How far a path is from where the kata's solution belongs: 0 where it is there, None where it is none of it."""
    *above, folder, name = ("", "", *parts)[-3:]
    track = above[-1]
    if name.casefold() != f"{place.name}.py".casefold():
        return None
    before = list(parts[:-3])
    if (track, folder, name) == (place.track, place.folder, f"{place.name}.py"):
        return 0 if before in ([], ["katas"]) else 1 + len([part for part in before if part != "katas"])
    if _like(folder, place.folder) and _like(track, place.track):
        return 10 + len(before)
    if _like(folder, place.folder) and not _is_track(track):
        return 20 + len(parts)
    return None


def _like(one: str, other: str) -> bool:
    """Whether two names of folders differ in case, in the number, or in a hyphen for an underscore."""
    return _plain(one) == _plain(other) and bool(_plain(one))


def _plain(name: str) -> str:
    return re.sub(r"^\d+[_\-. ]*", "", name.casefold().replace("-", "_").replace(" ", "_"))


def _is_track(name: str) -> bool:
    return re.match(r"\d\d_", name) is not None


def _say_what_is_nobodys(paths: list[str], places: list[KataFiles], candidates: dict, found: Found) -> None:
    """Name the Python files in what looks like a folder of a kata, or like a solution, and is taken for none."""
    taken = {path for near in candidates.values() for _, path in near}
    names = {f"{place.name}.py".casefold(): place.id for place in places}
    folders = {_plain(place.folder): place.id for place in places}
    for path in sorted(set(paths) - taken):
        parts = PurePosixPath(path).parts
        if any(part.casefold() in _NEVER for part in parts[:-1]) or not path.casefold().endswith(".py"):
            continue
        kata = names.get(parts[-1].casefold())
        if kata is None and len(parts) > 1 and not belongs_anywhere(parts[-1]):
            continue
        if kata is None and len(parts) > 1:
            near = folders.get(_plain(parts[-2]))
            if near is None or near in candidates:
                continue  # a helper beside a solution
            kata = near
        if kata is not None and kata not in candidates:
            found.note(kata, f"{path} was not taken; a solution is {_wanted(kata)}")


def belongs_anywhere(name: str) -> bool:
    return not name.casefold().startswith(("test_", "conftest", "__init__"))
