"""What instructors download of the systems that courses use: whose each folder, archive or file of it is.

Canvas writes ``muellernoe_LATE_4711_99_softmax.py``: name, whether it is late, the ids of user and file, and what the
student called it. Moodle writes a folder ``Noé Müller_4711_assignsubmission_file_``, or the same in front of a file's
name. Gradescope writes folders ``submission_123``, and whose they are in ``submission_metadata.yml``. Classroom 50
clones repositories ``CLASSROOM-ASSIGNMENT-username`` beside its ``scores.csv``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from dojo.classes.intake import archives

_IGNORED = {".ds_store", "thumbs.db", "__macosx", "desktop.ini"}
_TABLES = _METADATA, _SCORES = "submission_metadata.yml", "scores.csv"
_PATTERNS = {
    "ID": (
        r"(?P<name>(?!anon_).+?)(_LATE)?_(?P<id>\d+)_(\d+_(?P<inner>.+)|(?P<page>text|link)\.html)",
        r"(LATE_)?(?P<name>anon_(?P<id>[^\W_]+))_(\d+_(?P<inner>.+)|(?P<page>text|link)\.html)",
    ),
    "Identifier": (
        r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_file_?(?P<inner>.*)",
        r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?P<page>onlinetext)_?.*",
    ),
}
"""By the column of the roster that holds the number: of Canvas a user's ``ID``, of Moodle ``Participant 4711``."""
_GRADESCOPE = {"sid": ("SID", "Student ID", "ID number"), "email": ("Email", "Email address")}


@dataclass(frozen=True)
class Entry:
    """A folder, an archive or a file that a student has handed in.

    Parameters
    ----------
    path : Path
        Where it lies.
    student : str
        Whose it is, by its name or by the system's.
    ids : tuple of tuple of str
        What else tells whose it is: a column of a roster, and what stands there.
    inner : str
        What the student called a file.
    is_text : bool
        Whether it is what the student has typed into the system, and no file.
    """

    path: Path
    student: str
    ids: tuple[tuple[str, str], ...] = ()
    inner: str = ""
    is_text: bool = False


def entries(folder: Path) -> tuple[list[Entry], list[Path]]:
    """What students have handed in, and what else lies there."""
    folder = _top(folder)
    paths = [path for path in sorted(folder.iterdir()) if not is_noise(path.name) and path.name not in _TABLES]
    owners, links = _owners(folder, paths), {path for path in paths if path.is_symlink()}
    found = [entry for path in paths if path not in links for entry in owners(path)]
    taken = {entry.path for entry in found}
    found = [entry for entry in found if not entry.is_text or _alone(entry, found)]
    return _distinct(found), [path for path in paths if path not in taken]


def _owners(folder: Path, paths: list[Path]) -> Callable[[Path], list[Entry]]:
    """The function that tells whose a path is: of the system whose names all work has, else by the name of each."""
    if (metadata := folder / _METADATA).is_file():
        return _gradescope(metadata.read_text(encoding="utf-8-sig", errors="replace"))
    work = [path for path in paths if path.is_dir() or path.suffix == ".py" or archives.is_called_one(path.name)]
    for column in _PATTERNS:
        if work and all(_named_by(column, path) for path in work):
            return lambda path: list(filter(None, [_named_by(column, path)]))
    usernames = _usernames(folder)
    return lambda path: [_plain(path, usernames)] if path.is_dir() or archives.is_called_one(path.name) else []


def is_noise(name: str) -> bool:
    """Whether a name is of what file managers and systems leave behind."""
    return name.casefold() in _IGNORED or name.startswith(".")


def _top(folder: Path) -> Path:
    """The folder itself; of what holds nothing but one folder of Gradescope's, that."""
    inner = [path for path in folder.iterdir() if not is_noise(path.name)]
    return inner[0] if len(inner) == 1 and (inner[0] / _METADATA).is_file() else folder


def _named_by(column: str, path: Path) -> Entry | None:
    """Whose a path is, by the name that a system gives it: Canvas has files alone."""
    for told in filter(None, (re.fullmatch(pattern, path.name, re.I) for pattern in _PATTERNS[column])):
        parts, is_file = told.groupdict(), path.is_file()
        if is_file or column != "ID":
            ids = ((column, told["id"]), (column, f"Participant {told['id']}"))
            inner = (parts.get("inner") or "") if is_file else ""
            return Entry(path, told["name"], ids, inner, bool(parts.get("page")))
    return None


def _plain(path: Path, usernames: list[str]) -> Entry:
    """Whose a folder or an archive is: called like a student, or like one's repository."""
    name = path.name if path.is_dir() else archives.stem(path.name)
    return Entry(path, next((one for one in usernames if name.casefold().endswith(f"-{one.casefold()}")), name))


def _usernames(folder: Path) -> list[str]:
    """The students that a table of Classroom 50 names, the longest name first."""
    if not (file := folder / _SCORES).is_file():
        return []
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as opened:
        return sorted({row.get("username") or "" for row in csv.DictReader(opened)} - {""}, key=len, reverse=True)


def _gradescope(text: str) -> Callable[[Path], list[Entry]]:
    """The function that tells whose a path of Gradescope's is, an entry for each of a group."""
    owners: dict[str, list[dict[str, str]]] = {}
    submission, is_inside = "", False
    for line in text.splitlines():
        if told := re.fullmatch(r"(\w+):\s*", line):
            submission, is_inside = told[1], False
        elif told := re.match(r"  :(\w+):", line):
            is_inside = told[1] == "submitters"
        elif is_inside and (told := re.fullmatch(r"  (- |  ):(\w+): *(.*)", line)):
            own = owners.setdefault(submission, [])
            own += [{}] if told[1] == "- " else []
            own[-1][told[2]] = told[3].strip().strip("'\"")

    return lambda path: [_group(path, own) for own in owners.get(path.name) or [{}]]


def _group(path: Path, own: dict[str, str]) -> Entry:
    ids = [(column, own[key]) for key, columns in _GRADESCOPE.items() if own.get(key) for column in columns]
    return Entry(path, own.get("name") or path.name, tuple(ids))


def _alone(entry: Entry, found: list[Entry]) -> bool:
    """Whether a student has handed in nothing but a text."""
    return all(other.is_text for other in found if other.ids == entry.ids)


def _distinct(found: list[Entry]) -> list[Entry]:
    """Entries in which two students of one name are told apart by their numbers."""
    ids: dict[str, set] = {}
    for entry in found:
        ids.setdefault(entry.student, set()).add(entry.ids)
    several = {student for student, own in ids.items() if len(own) > 1}
    return [replace(e, student=f"{e.student}_{e.ids[0][1]}") if e.student in several and e.ids else e for e in found]
