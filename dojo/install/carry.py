"""The records in ``.dojo`` of a kata are carried over where an update moves the kata."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dojo.course.progress import Progress, digest_of
from dojo.course.record import Record
from dojo.course.results import JUDGE
from dojo.engine.base.disk import FOLDER, put
from dojo.engine.base.files import KataFiles
from dojo.install.three_ways import judge_of

_KEPT = {"green": ".py", "questions": ""}
"""The folders that keep a file for each kata, and how its name ends."""


def carry_over(progress: Progress, carried: Mapping[str, str], files: Mapping) -> list[str]:
    """Let the records of a kata follow it, before its files do: an update that is cut off does it once more.

    Parameters
    ----------
    progress : Progress
        As it is before the update.
    carried : mapping of str to str
        Katas that have moved, and where to.
    files : mapping
        The bytes that each file that changes holds, and those that it is to hold.

    Returns
    -------
    list of str
        The notes on what could not be read.

    Raises
    ------
    OSError
        Where it can't be written: then no file has followed yet.
    """
    root = progress.course.root
    green = {place: carried.get(place.id, place.id) for place in progress.course.places if progress.is_green(place)}
    digests = {place: _digest(place, kata, files) for place, kata in green.items()}
    changed = {green[place]: now for place, now in digests.items() if progress.entry(place)["solution"] != now}
    notes = _amend(root, "hints.json", carried, {}) + _amend(root, "progress.json", carried, changed)
    for old, new in carried.items():
        for folder, ending in _KEPT.items():
            kept, there = (root / FOLDER / folder / f"{kata.replace('/', '__')}{ending}" for kata in (old, new))
            if kept.is_file() and not there.exists():
                put(kept, there)
    return notes


def _amend(root: Path, name: str, carried: Mapping[str, str], changed: Mapping[str, str]) -> list[str]:
    """Give the entries of a record the names that their katas will have, and the files where they stay green."""
    file = root / FOLDER / name
    record = Record(file)

    def change(saved: dict) -> None:
        saved |= {carried[old]: saved.pop(old) for old in carried if old in saved}
        saved |= {kata: saved[kata] | {"solution": digest, "changed": [JUDGE]} for kata, digest in changed.items()}

    if (carried or changed) and file.exists():
        record.amend(change)
    return record.notes


def _digest(place: KataFiles, kata: str, files: Mapping) -> str:
    """Return the digest of a solution's files as they will be, helpers of the course's among them."""
    there = {file.name: file.read_bytes() for file in place.judge.parent.glob("*.py")} if kata == place.id else {}
    prefix = f"katas/{kata}/"
    new = {path.removeprefix(prefix): now for path, (_, now) in files.items() if path.startswith(prefix)}
    held = {name: now for name, now in {**there, **new}.items() if now is not None and "/" not in name}
    judge = judge_of(kata).removeprefix(prefix)
    return digest_of(sorted((name, now) for name, now in held.items() if name.endswith(".py") and name != judge))
