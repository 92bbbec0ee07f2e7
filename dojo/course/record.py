"""The file that remembers the course between runs: read whatever it holds, written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path

from dojo.engine.base.disk import FOLDER, locked, patiently, write_whole


def record_of(root: Path, directory: Path) -> Record:
    """Return the record of what is judged: the stubs have one, and so has each other folder."""
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
        self.file, self.what = file, what
        self.notes: list[str] = []

    def read(self) -> dict[str, dict]:
        """Return what the file holds; what is no record is put aside, and told."""
        try:
            return {} if self.file is None else self._held(self.file)
        except OSError as error:
            self._note_fault("read", error)
            return {}

    def _held(self, file: Path) -> dict[str, dict]:
        """Return what the file holds; what can't be read is not taken for nothing, and so never written over."""
        with contextlib.suppress(ValueError, RecursionError):
            try:
                saved = json.loads(patiently(file.read_bytes))
            except FileNotFoundError:
                return {}
            if isinstance(saved, dict) and all(isinstance(entry, dict) for entry in saved.values()):
                return saved
        self._put_aside(file)
        return {}

    def update(self, change: Callable[[dict[str, dict]], None]) -> None:
        """Change what the file holds, while no other run does."""
        try:
            self.amend(change)
        except OSError as error:
            self._note_fault("kept", error)

    def amend(self, change: Callable[[dict[str, dict]], None]) -> None:
        """Do the same, where what follows rests on it.

        Raises
        ------
        OSError
            Where it can't be written.
        """
        if self.file is None:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with locked(self.file.with_suffix(".lock")):  # where one is stuck, it goes on without
            saved = self._held(self.file)
            change(saved)
            write_whole(self.file, json.dumps(saved, sort_keys=True))

    def _note_fault(self, done: str, error: OSError) -> None:
        self._note(f"{self.what} can't be {done}: {error.strerror} ({FOLDER}/{self.file and self.file.name})")

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def _put_aside(self, file: Path) -> None:
        names = (file.with_suffix(f".unreadable{f'-{i}' if i > 1 else ''}") for i in itertools.count(1))
        aside = next(name for name in names if not name.exists())
        with contextlib.suppress(OSError):
            os.replace(file, aside)
        self._note(f"{self.what} could not be read: it is kept as {FOLDER}/{aside.name}, and starts again")
