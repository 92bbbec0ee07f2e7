"""What ``.dojo`` keeps of a kata, carried over where an update moves the kata."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dojo.base.disk import FOLDER, put
from dojo.base.files import KataFiles
from dojo.course.progress import Progress, digest_of
from dojo.course.record import Record
from dojo.course.results import JUDGE
from dojo.install.three_ways import judge_of

_KEPT = {"green": ".py", "questions": ""}
"""The folders that keep a file for each kata, and how its name ends."""


def carry_over(progress: Progress, carried: Mapping[str, str], files: Mapping) -> list[str]:
    """Let what is kept of a kata follow it, before its files do: an update that is cut off does it once more.

    Parameters
    ----------
    progress : Progress
        As it is before the update.
    carried : mapping of str to str
        Katas that have moved, and where to.
    files : mapping
        Each file that changes: what it holds, and what it is to hold.

    Returns
    -------
    list of str
        What could not be read, in words.

    Raises
    ------
    OSError
        Where it can't be written: then no file has followed yet.
    """
    root = progress.course.root
    green = {place: carried.get(place.id, place.id) for place in filter(progress.is_green, progress.course.places)}
    told = {kata: _solution(place, kata, files) for place, kata in green.items()}
    changed = {kata: told[kata] for place, kata in green.items() if progress.entry(place)["solution"] != told[kata]}
    notes = _amend(root, "hints.json", carried, {}) + _amend(root, "progress.json", carried, changed)
    for old, new in carried.items():
        for folder, ending in _KEPT.items():
            _follow(*(root / FOLDER / folder / f"{kata.replace('/', '__')}{ending}" for kata in (old, new)))
    return notes


def _follow(old: Path, new: Path) -> None:
    if old.is_file() and not new.exists():
        put(old, new)


def _amend(root: Path, name: str, carried: Mapping[str, str], changed: Mapping[str, str]) -> list[str]:
    """Give the entries of a record the names that their katas will have, and the files where they stay green."""
    record = Record(root / FOLDER / name)

    def change(saved: dict) -> None:
        saved |= {carried[old]: saved.pop(old) for old in carried if old in saved}
        saved |= {kata: saved[kata] | {"solution": told, "changed": [JUDGE]} for kata, told in changed.items()}

    if (carried or changed) and record.file.exists():
        record.amend(change)
    return record.notes


def _solution(place: KataFiles, kata: str, files: Mapping) -> str:
    """What tells the versions of a solution apart: of its files as they will be, helpers of the course's among them."""
    there = {file.name: file.read_bytes() for file in place.judge.parent.glob("*.py")} if kata == place.id else {}
    new = {path.rpartition("/")[2]: now for path, (_, now) in files.items() if _is_beside(path, kata)}
    judge = judge_of(kata).rpartition("/")[2]
    held = {name: now for name, now in {**there, **new}.items() if name != judge and now is not None}
    return digest_of(sorted(held.items()))


def _is_beside(path: str, kata: str) -> bool:
    return path.startswith(f"katas/{kata}/") and path.count("/") == 3 and path.endswith(".py")
