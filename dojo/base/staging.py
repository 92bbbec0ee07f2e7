"""The files of an update, staged: new bytes, copies of what they replace, and the plan last."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from dojo.base import journal


class Busy(Exception):
    """Another update is under way."""


def change(
    root: Path,
    files: Mapping[str, tuple[bytes | None, bytes | None]],
    moves: Iterable[tuple[str, str]] = (),
    records: Iterable[dict] = (),
) -> tuple[str, list[str]]:
    """Change the files of a course, all or none.

    Parameters
    ----------
    root : Path
        The folder that holds ``katas``.
    files : mapping of str to (bytes or None, bytes or None)
        What each file holds, and what it is to hold, by its path; None where there is none.
    moves : iterable of (str, str)
        What goes by another name below ``.dojo``, if it is there and nothing is in its way.
    records : iterable of dict
        Entries of the records there that change: see `dojo.base.journal`.

    Returns
    -------
    str, list of str
        The folder with copies of all that was replaced, empty where nothing was; the files that were edited meanwhile.

    Raises
    ------
    Busy
        Where another update is under way.
    OSError
        Where a file can't be written. All is as it was, unless even that fails, and the plan is still there.
    """
    (root / journal.FOLDER).mkdir(exist_ok=True)
    with journal.locked(journal.lock_of(root), 1) as is_ours:
        if not is_ours:
            raise Busy
        try:
            _stage(root, files, list(moves), list(records))
        except BaseException:
            journal.throw_away(root)
            raise
        return journal.carry_out(root)


def _stage(root: Path, files: Mapping, moves: list, records: list) -> None:
    """Write everything that the steps need, so that all they do is rename; the plan comes last."""
    journal.throw_away(root)
    (root / journal.NEW).mkdir(parents=True)
    steps = [(path, *files[path]) for path in sorted(files, key=lambda path: _order(path, files[path][1]))]
    for number, (path, was, now) in enumerate(steps):
        for copy, held in ((root / journal.OLD / path, was), (root / journal.NEW / str(number), now)):
            if held is not None:
                journal.write_copy(copy, held, like=root / path)
    told = [(path, *(None if held is None else journal.digest(held) for held in both)) for path, *both in steps]
    plan = {"aside": journal.free(root), "steps": told, "moves": moves, "records": records}
    journal.write_whole(root / journal.PLAN, json.dumps(plan))


def _order(path: str, now: bytes | None) -> tuple:
    """What is new comes before what goes, and last of it the two files that finish an update."""
    last = ("dojo/base/journal.py", "dojo/__init__.py")
    return now is None, last.index(path) + 1 if path in last else 0, path
