"""The file that remembers the course between runs: read whatever it holds, written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path

from dojo.base.disk import FOLDER, locked, patiently, write_whole


def record_of(root: Path, directory: Path) -> Record:
    """The record of what is judged: the stubs have one, and so has each other folder."""
    if directory == root / "katas":
        return Record(root / FOLDER / "progress.json")
    name = hashlib.sha256(str(directory).encode()).hexdigest()[:12]
    return Record(root / FOLDER / "solutions" / f"{name}.json")


class Record:
    """A dictionary of dictionaries, by kata, in a file.

    Parameters
    ----------
    file : Path or None
        Where it is kept; None where nothing is to be kept.
    what : str
        What it holds, as its notes say it.

    Attributes
    ----------
    notes : list of str
        What went wrong, in one line each: the run goes on whatever happens here.
    """

    def __init__(self, file: Path | None, what: str = "your progress"):
        self.file, self.what, self.notes = file, what, []

    def read(self) -> dict[str, dict]:
        """What the file holds; what is no record is put aside, and told."""
        try:
            return {} if self.file is None else self._held()
        except OSError as error:
            self._note(f"{self.what} can't be read: {error.strerror} ({self._name})")
            return {}

    def _held(self) -> dict[str, dict]:
        """What the file holds; what can't be read is not taken for nothing, and so never written over."""
        try:
            text = patiently(self.file.read_bytes)
        except FileNotFoundError:
            return {}
        try:
            saved = json.loads(text)
            if not isinstance(saved, dict) or not all(isinstance(entry, dict) for entry in saved.values()):
                raise ValueError
        except (ValueError, RecursionError):
            self._put_aside()
            return {}
        return saved

    def update(self, change: Callable[[dict[str, dict]], None]) -> None:
        """Change what the file holds, while no other run does."""
        try:
            if self.file is not None:
                self.amend(change)
        except OSError as error:
            self._note(f"{self.what} can't be kept: {error.strerror} ({self._name})")

    def amend(self, change: Callable[[dict[str, dict]], None]) -> None:
        """The same, where what follows rests on it.

        Raises
        ------
        OSError
            Where it can't be written.
        """
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with locked(self.file.with_suffix(".lock")):  # where one is stuck, it goes on without
            saved = self._held()
            change(saved)
            write_whole(self.file, json.dumps(saved, sort_keys=True))

    @property
    def _name(self) -> str:
        return f"{FOLDER}/{self.file.name}"

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def _put_aside(self) -> None:
        names = (self.file.with_suffix(f".unreadable{f'-{i}' if i > 1 else ''}") for i in itertools.count(1))
        aside = next(name for name in names if not name.exists())
        with contextlib.suppress(OSError):
            os.replace(self.file, aside)
        self._note(f"{self.what} could not be read: it is kept as {FOLDER}/{aside.name}, and starts again")
