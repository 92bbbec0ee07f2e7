"""Reading submissions: of a folder of folders, archives or clones, the files of each kata and nothing else."""

from __future__ import annotations

import os
import stat
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from dojo.base.files import KataFiles
from dojo.base.sealed import SEALED
from dojo.classes.intake import archives, layout
from dojo.classes.intake.archives import MOST_BYTES_OF_A_FILE, MOST_FILES, Refused

_MOST_OF_A_KATA = 2**24
"""Bytes of all files of a kata together."""
_MOST_OF_A_SOURCE = 2**19
"""Bytes of a Python file: the judge parses it, which takes a thousand times as much."""
_LONGEST_NAME = 255
"""Bytes of a file's name, on most file systems."""
_NOTES, _OF_A_NOTE = 10, 200
"""How many notes are kept of a submission, and characters of each: an archive may give thousands."""
_IGNORED = {".ds_store", "thumbs.db", "__macosx", "desktop.ini"}


@dataclass
class Submission:
    """What a student handed in.

    Parameters
    ----------
    student : str
        The name of the folder, or of the archive without its ending.
    files : dict
        By the kata's id, the files of its folder by name.
    notes : dict of str to list of str
        By kata, how the files were found; under ``""`` what is about all of it.
    """

    student: str
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def notes_on(self, kata: str) -> list[str]:
        """What is said of a kata, the first few."""
        notes = [*self.notes.get(kata, []), *self.notes.get("", [])]
        more = [f"and {len(notes) - _NOTES} more notes"] if len(notes) > _NOTES else []
        return [*(note[:_OF_A_NOTE] for note in notes[:_NOTES]), *more]


def read_all(folder: Path, places: list[KataFiles]) -> tuple[list[Submission], list[str]]:
    """All submissions in a folder.

    Parameters
    ----------
    folder : Path
        Of folders and archives, one a student.
    places : list of KataFiles
        The katas of the course.

    Returns
    -------
    list of Submission
        By name.
    list of str
        What in the folder is no submission.

    Raises
    ------
    ValueError
        Where there is no such folder, or it holds none.
    """
    if not folder.is_dir():
        raise ValueError(f"{folder}: there is no such folder" if not folder.exists() else f"{folder}: that is a file")
    found: dict[str, list[Path]] = {}
    others = []
    for path in sorted(folder.iterdir()):
        if path.name.casefold() in _IGNORED or path.name.startswith("."):
            continue
        is_archive = path.is_file() and archives.is_called_one(path.name)
        if path.is_symlink() or not (path.is_dir() or is_archive):
            others.append(f"{shown(path.name)} is neither a folder nor an archive: it was not taken")
            continue
        name = archives.stem(path.name) if is_archive else path.name
        found.setdefault(shown(name), []).append(path)
    if not found:
        raise ValueError(f"{folder}: no submission in it; it should hold a folder or an archive for each student")
    submissions = []
    for student, paths in found.items():
        if len(paths) > 1:
            others.append(f"{student}: {' and '.join(shown(p.name) for p in paths)}; the first was taken")
        submissions.append(read(student, paths[0], places))
    return submissions, others


def shown(name: str) -> str:
    """A name as text, one way to write each letter (NFC): what is no text in it, or steers a terminal, is replaced."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def read(student: str, path: Path, places: list[KataFiles]) -> Submission:
    """One submission: a folder, or an archive. Whatever it holds, it is read, or a note says why not."""
    submission = Submission(student)
    try:
        with archives.Archive(path.open("rb")) if path.is_file() else _Folder(path) as source:
            if (inner := _only_archive(source)) is None:
                _take(submission, source, places)
            else:
                submission.notes[""] = [f"{shown(inner)} was taken for the submission"]
                with archives.Archive(source.open(inner)) as packed:
                    _take(submission, packed, places)
    except Refused as refused:
        submission.notes.setdefault("", []).append(str(refused))
    except Exception as error:  # an archive may be broken in any way
        submission.notes.setdefault("", []).append(
            f"it can't be read ({type(error).__name__}: {shown(str(error))[:80]})"
        )
    return submission


def _take(submission: Submission, source, places: list[KataFiles]) -> None:
    paths = source.paths()
    found = layout.find(list(paths), places)
    for note in source.notes:
        found.note("", note)
    for path in _archives(paths):
        if path.rpartition("/")[0] not in {folder for folder, _ in found.folders.values()}:
            found.note("", f"{path} is an archive inside of the submission: it was not opened")
    for kata, notes in found.notes.items():
        submission.notes.setdefault(kata, []).extend(shown(note) for note in notes)
    by_id = {place.id: place for place in places}
    for kata, (folder, solution) in found.folders.items():
        place, taken, size = by_id[kata], {}, 0
        for path in paths:
            parent, _, name = path.rpartition("/")
            if parent != folder or not (layout.belongs(name, place) or name == solution):
                continue
            name = unicodedata.normalize("NFC", name)
            try:
                if len(os.fsencode(name)) > _LONGEST_NAME:
                    raise Refused("its name is too long for a file")
                held = source.read(path)
                if len(held) > _MOST_OF_A_SOURCE and name.casefold().endswith(".py"):
                    raise Refused(f"it is larger than {_MOST_OF_A_SOURCE:,} bytes")
            except Refused as refused:
                submission.notes.setdefault(kata, []).append(f"{_cut(shown(path))} was not taken: {refused}")
                continue
            size += len(held)
            if size > _MOST_OF_A_KATA:
                submission.notes.setdefault(kata, []).append(f"not all of {shown(folder)} was taken: it is too large")
                break
            taken[f"{place.name}.py" if name == solution else name] = held
        submission.files[kata] = taken


def _only_archive(source: _Folder | archives.Archive) -> str | None:
    """The archive that a submission holds in place of katas, as systems for courses hand them out."""
    paths = source.paths()
    found = _archives(paths)
    return found[0] if len(found) == 1 and not any(path.casefold().endswith(".py") for path in paths) else None


def _archives(paths: list[str]) -> list[str]:
    """Those that are archives, but for the references that were handed out."""
    return [path for path in paths if archives.is_called_one(path) and not f"/{path}".endswith(f"/{SEALED}")]


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:40]}...{name[-40:]}"


class _Folder:
    """A submission that is a folder: no link in it is followed out of it."""

    def __init__(self, folder: Path):
        self.folder, self.notes = folder, []
        self._paths: list[str] | None = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def paths(self) -> list[str]:
        """The regular files, relative."""
        if self._paths is None:
            self._paths = list(self._walk())
        return self._paths

    def _walk(self):
        count, folders = 0, [""]
        while folders:
            folder = folders.pop()
            with os.scandir(self.folder / folder) as entries:
                for entry in sorted(entries, key=lambda e: e.name):
                    count += 1
                    if count > MOST_FILES:
                        raise Refused(f"it holds more than {MOST_FILES:,} files")
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    if entry.is_symlink():
                        if self._stays_inside(path):
                            yield path
                        else:
                            self.notes.append(f"{path} is a link that leaves the submission, or to a folder: not taken")
                    elif entry.is_dir(follow_symlinks=False):
                        if entry.name not in (".git", "__pycache__", "node_modules", ".venv", "venv"):
                            folders.append(path)
                    elif entry.is_file(follow_symlinks=False):
                        yield path

    def _stays_inside(self, path: str) -> bool:
        target = Path(os.path.realpath(self.folder / path))
        return target.is_relative_to(self.folder.resolve()) and target.is_file()

    def read(self, path: str) -> bytes:
        """What a file holds."""
        with self.open(path) as opened:
            held = opened.read(MOST_BYTES_OF_A_FILE + 1)
        if len(held) > MOST_BYTES_OF_A_FILE:
            raise Refused(f"it is larger than {MOST_BYTES_OF_A_FILE:,} bytes")
        return held

    def open(self, path: str) -> BinaryIO:
        """A file to read from."""
        file = Path(os.path.realpath(self.folder / path))
        if not file.is_relative_to(self.folder.resolve()):
            raise Refused("it leads out of the submission")
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        opened = os.fdopen(descriptor, "rb")
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            opened.close()
            raise Refused("it is no regular file")
        return opened
