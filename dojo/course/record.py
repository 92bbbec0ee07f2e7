"""The file that remembers the course between runs: read whatever it holds, written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

FOLDER = ".dojo"
_TRIES = 40
"""How often a lock, or a file that another program holds open on Windows, is tried: for two seconds."""


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

    Attributes
    ----------
    notes : list of str
        What went wrong, in one line each: the run goes on whatever happens here.
    """

    def __init__(self, file: Path | None):
        self.file, self.notes = file, []

    def read(self) -> dict[str, dict]:
        """What the file holds; what is no record is put aside, and told."""
        try:
            return {} if self.file is None else self._held()
        except OSError as error:
            self._note(f"your progress can't be read: {error.strerror} ({self._name})")
            return {}

    def _held(self) -> dict[str, dict]:
        """What the file holds; what can't be read is not taken for nothing, and so never written over."""
        try:
            text = _patiently(self.file.read_bytes)
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
        if self.file is None:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self._locked():
                saved = self._held()
                change(saved)
                write_whole(self.file, json.dumps(saved, sort_keys=True))
        except OSError as error:
            self._note(f"your progress can't be kept: {error.strerror} ({self._name})")

    @property
    def _name(self) -> str:
        return f"{FOLDER}/{self.file.name}"

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def _put_aside(self) -> None:
        aside = self.file.with_suffix(".unreadable")
        with contextlib.suppress(OSError):
            os.replace(self.file, aside)
        self._note(f"your progress could not be read: it is kept as {FOLDER}/{aside.name}, and starts again")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One run at a time; where the system knows no locks, or one is stuck, it goes on without."""
        with open(self.file.with_suffix(".lock"), "a+b") as handle:
            for _ in range(_TRIES):
                try:
                    _lock(handle)
                    break
                except BlockingIOError:
                    time.sleep(0.05)
                except OSError:
                    break
            yield  # closing the file gives the lock back


def write_whole(file: Path, held: str | bytes) -> None:
    """Write a file whole or not at all, whatever ends the program meanwhile."""
    new = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with new.open("wb") as out:
            out.write(held.encode() if isinstance(held, str) else held)
            out.flush()
            os.fsync(out.fileno())
        _patiently(lambda: os.replace(new, file))
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(new)
        raise


def _patiently(act: Callable):
    """Try again for a while where another program holds a file on Windows: a scanner, or what copies it to a cloud."""
    for _ in range(_TRIES - 1 if os.name == "nt" else 0):
        with contextlib.suppress(PermissionError):
            return act()
        time.sleep(0.05)
    return act()


def _lock(handle) -> None:
    if os.name == "nt":
        import msvcrt

        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
