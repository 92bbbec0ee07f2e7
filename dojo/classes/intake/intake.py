"""Reading submissions: of a folder of folders, archives or clones, the files of each kata and nothing else."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO

from dojo.classes.intake import archives, downloads, layout
from dojo.classes.intake.archives import MOST_BYTES_OF_A_FILE, MOST_FILES, Refused
from dojo.classes.intake.downloads import Entry
from dojo.classes.intake.notebooks import Source, WithCells
from dojo.engine.base.files import KataFiles
from dojo.engine.base.sealed import SEALED

_MOST_OF_A_KATA = 2**24
"""Bytes of all files of a kata together."""
_MOST_OF_A_SOURCE = 2**19
"""Bytes of a Python file: the judge parses it, which takes a thousand times as much."""
_LONGEST_NAME = 255
"""Bytes of a file's name, on most file systems."""
_NOTES, _OF_A_NOTE = 10, 200
"""How many notes are kept of a submission, and characters of each: an archive may give thousands."""


@dataclass
class Submission:
    """The files that a student handed in.

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
        """List what is said of a kata, the first few."""
        notes = [*self.notes.get(kata, []), *self.notes.get("", [])]
        more = [f"and {len(notes) - _NOTES} more notes"] if len(notes) > _NOTES else []
        return [*(note[:_OF_A_NOTE] for note in notes[:_NOTES]), *more]


def read_all(
    folder: Path,
    places: list[KataFiles],
    name_of: Callable[[Entry], str] = attrgetter("student"),
    taken: Callable | None = None,
) -> tuple[list[Submission], list[str]]:
    """Read all submissions in a folder, or in a zip file.

    Parameters
    ----------
    folder : Path
        Of folders and archives, one a student, or as a system for courses gives it.
    places : list of KataFiles
        The katas of the course.
    name_of : callable
        Gives the name by which a student is known here.
    taken : callable, optional
        Takes what is wanted of a submission, in place of the katas.

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
    if folder.is_file() and zipfile.is_zipfile(folder):
        with tempfile.TemporaryDirectory(prefix="dojo-download-") as unpacked, zipfile.ZipFile(folder) as packed:
            broken = _unpack(packed, unpacked)
            submissions, notes = read_all(Path(unpacked), places, name_of, taken)
            return submissions, [*broken, *notes]
    if not folder.is_dir():
        raise ValueError(f"{folder}: there is no such folder" if not folder.exists() else f"{folder}: that is a file")
    entries, others = downloads.entries(folder)
    if not entries:
        raise ValueError(f"{folder}: no submission in it; it should hold a folder or an archive for each student")
    notes = [f"{shown(path.name)} is neither a folder nor an archive: it was not taken" for path in others]
    by_student: dict[str, list[Entry]] = {}
    for entry in entries:
        by_student.setdefault(shown(name_of(entry)), []).append(entry)
    submissions = []
    for student, theirs in by_student.items():
        if len(theirs) > 1 and not all(entry.inner for entry in theirs):
            notes.append(f"{student}: {' and '.join(shown(e.path.name) for e in theirs)}; the first was taken")
            theirs = theirs[:1]
        named = {e.inner: e.path for e in theirs if e.inner}
        submissions.append(read(student, theirs[0].path, places, named, taken))
    return submissions, notes


def _unpack(packed: zipfile.ZipFile, folder: str) -> list[str]:
    """Unpack the zip file of a class; say what can't be, and why: it is nobody else's fault."""
    notes = []
    for member in packed.infolist():
        try:
            with packed.open(member) as opened:  # read to its end first, where a checksum may be wrong: no half is left
                while opened.read(MOST_BYTES_OF_A_FILE):
                    pass
            packed.extract(member, folder)
        except (OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:  # RuntimeError: a password
            why = error.strerror if isinstance(error, OSError) and error.strerror else error
            notes.append(f"{shown(member.filename)} can't be unpacked, and was not taken: {shown(str(why))}")
    return notes


def shown(name: str) -> str:
    """Write a name as text, each letter in one way (NFC): what is no text in it, or steers a terminal, is replaced."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def read(
    student: str,
    path: Path,
    places: list[KataFiles],
    named: Mapping[str, Path] | None = None,
    taken: Callable[[Submission, _Source, list[KataFiles]], None] | None = None,
) -> Submission:
    """Read one submission: a folder, an archive, or files. Whatever it holds, it is read, or a note says why not.

    Parameters
    ----------
    student : str
        Whose it is.
    path : Path
        The folder or the archive.
    places : list of KataFiles
        The katas of the course.
    named : mapping of str to Path, optional
        In their place files, by the names that the student gave them.
    taken : callable, optional
        Takes what is wanted of a source, in place of the katas.
    """
    submission = Submission(student)
    try:
        with _opened(path, submission.notes, named or {}) as source:
            (taken or _take)(submission, source, places)
    except Refused as refused:
        submission.notes.setdefault("", []).append(str(refused))
    except Exception as error:  # an archive may be broken in any way
        submission.notes.setdefault("", []).append(
            f"it can't be read ({type(error).__name__}: {shown(str(error))[:80]}); hand in what dojo pack writes"
        )
    return submission


@contextlib.contextmanager
def _opened(path: Path, notes: dict[str, list[str]], named: Mapping[str, Path]) -> Iterator[_Source]:
    """Open a folder, an archive or files; of what holds nothing but an archive, that, with a note under ``""``."""
    with _source(path, named) as source:
        if (inner := _only_archive(source)) is None:
            yield source
        else:
            notes[""] = [f"{shown(inner)} was taken for the submission"]
            with archives.Archive(source.open(inner)) as packed:
                yield packed


def _source(path: Path, named: Mapping[str, Path]) -> contextlib.AbstractContextManager[_Source]:
    if len(named) > 1 or any(not archives.is_called_one(name) for name in named):
        return contextlib.nullcontext(_Files(path.parent, named))
    return archives.Archive(path.open("rb")) if path.is_file() else contextlib.nullcontext(_Folder(path))


def _take(submission: Submission, files: _Source, places: list[KataFiles]) -> None:
    source = WithCells(files, {place.name for place in places})
    taken = layout.find(source.paths, places)
    for note in source.notes:
        taken.note("", note)
    for path in _archives(source.paths):
        if path.rpartition("/")[0] not in taken.folders.values():
            taken.note("", f"{path} is an archive inside of the submission: it was not opened")
    for kata, notes in taken.notes.items():
        submission.notes.setdefault(kata, []).extend(shown(note) for note in notes)
    for place in places:
        if place.id in taken.folders:
            submission.files[place.id] = _files_of(place, taken, source, submission.notes.setdefault(place.id, []))


def _files_of(place: KataFiles, layout_: layout.Layout, source: Source, notes: list[str]) -> dict[str, bytes]:
    """Read the solution of a kata and what lies beside it, but for the solutions of others."""
    folder, solution = layout_.folders[place.id], f"{place.name}.py"
    others = {layout.file_name(kata) for kata, other in layout_.folders.items() if other == folder} - {solution}
    taken: dict[str, bytes] = {}
    for path in source.paths:
        parent, _, name = path.rpartition("/")
        if parent != folder or name in others or path in layout_.misnamed or not layout.belongs(name, place):
            continue
        try:
            name, held = read_file(source, path)
        except Refused as refused:
            text = shown(path)
            text = text if len(text) <= _LONGEST_NAME else f"{text[:40]}...{text[-40:]}"
            notes.append(f"{text} was not taken: {refused}")
            continue
        if sum(map(len, taken.values())) + len(held) > _MOST_OF_A_KATA:
            notes.append(f"not all of {shown(folder)} was taken: it is too large")
            break
        taken[name] = held
    return taken


def read_file(source: Source, path: str) -> tuple[str, bytes]:
    """Read the name of a file, and what it holds.

    Raises
    ------
    Refused
        Where it is not taken.
    """
    name = unicodedata.normalize("NFC", path.rpartition("/")[2])
    if len(os.fsencode(name)) > _LONGEST_NAME:
        raise Refused("its name is too long for a file")
    held = source.read(path)
    if name.casefold().endswith(".py"):
        if len(held) > _MOST_OF_A_SOURCE:
            raise Refused(f"it is larger than {_MOST_OF_A_SOURCE:,} bytes")
        if (why := layout.why_no_python(held)) is not None:
            raise Refused(why)
    return name, held


def _only_archive(source: _Source) -> str | None:
    """Return the archive that a submission holds in place of katas, as systems for courses hand them out."""
    inner = _archives(source.paths)
    has_python = any(path.casefold().endswith(".py") for path in source.paths)
    return inner[0] if len(inner) == 1 and not has_python else None


def _archives(paths: list[str]) -> list[str]:
    """List those that are archives, but for the references that were handed out."""
    return [path for path in paths if archives.is_called_one(path) and not f"/{path}".endswith(f"/{SEALED}")]


class _Folder:
    """A submission that is a folder: no link in it is followed out of it. It has what an `archives.Archive` has."""

    def __init__(self, folder: Path):
        self._folder = folder
        self.notes: list[str] = []
        self.paths = list(self._walk())

    def _walk(self) -> Iterator[str]:
        count, folders = 0, [""]
        while folders:
            folder = folders.pop()
            with os.scandir(self._folder / folder) as entries:
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
        target = Path(os.path.realpath(self._folder / path))
        return target.is_relative_to(self._folder.resolve()) and target.is_file()

    def read(self, path: str) -> bytes:
        """Read a file."""
        with self.open(path) as opened:
            held = opened.read(MOST_BYTES_OF_A_FILE + 1)
        if len(held) > MOST_BYTES_OF_A_FILE:
            raise Refused(f"it is larger than {MOST_BYTES_OF_A_FILE:,} bytes")
        return held

    def open(self, path: str) -> BinaryIO:
        """Open a file to read from."""
        file = Path(os.path.realpath(self._folder / path))
        if not file.is_relative_to(self._folder.resolve()):
            raise Refused("it leads out of the submission")
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        opened = os.fdopen(descriptor, "rb")
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            opened.close()
            raise Refused("it is no regular file")
        return opened


class _Files(_Folder):
    """A submission that is some files of a folder, by the names that the student gave them."""

    def __init__(self, folder: Path, named: Mapping[str, Path]):
        self._named = {name: path.name for name, path in named.items()}
        super().__init__(folder)

    def _walk(self) -> Iterator[str]:
        yield from self._named

    def open(self, path: str) -> BinaryIO:
        return super().open(self._named[path])


_Source = _Folder | archives.Archive
