"""Read what instructors download of the systems that courses use: whose each folder, archive or file of it is.

Canvas writes ``muellernoe_LATE_4711_99_softmax.py``: name, whether it is late, the ids of user and file, and what the
student called it. Moodle writes a folder ``Noé Müller_4711_assignsubmission_file_``, or the same in front of a file's
name. Gradescope writes folders ``submission_123``, and whose they are in ``submission_metadata.yml``. Classroom 50
clones repositories ``CLASSROOM-ASSIGNMENT-username`` beside its ``scores.csv``.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from dojo.classes.intake import archives

_IGNORED = {".ds_store", "thumbs.db", "__macosx", "desktop.ini"}
_WORK = ".py", ".ipynb"
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
_AGAIN = re.compile(r"(.+)-\d+(\.py)")
"""What Canvas calls a file that is uploaded once more: ``softmax-1.py``."""
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
    """List what students have handed in, and what else lies there."""
    folder = _top(folder)
    paths = [path for path in sorted(folder.iterdir()) if not is_noise(path.name) and path.name not in _TABLES]
    owners = _owners(folder, paths)
    listed = [entry for path in paths if not path.is_symlink() for entry in owners(path)]
    taken = {entry.path for entry in listed}
    listed = [entry for entry in listed if not entry.is_text or _alone(entry, listed)]
    return _distinct(_as_sent(listed)), [path for path in paths if path not in taken]


def _owners(folder: Path, paths: list[Path]) -> Callable[[Path], list[Entry]]:
    """Make the function that tells whose a path is: by the system whose names all work has, else by each name."""
    if (metadata := folder / _METADATA).is_file():
        return _gradescope(metadata.read_text(encoding="utf-8-sig", errors="replace"))
    work = [path for path in paths if path.is_dir() or path.suffix in _WORK or archives.is_called_one(path.name)]
    for column in _PATTERNS:
        if work and all(_named_by(column, path) for path in work):
            return lambda path: [entry] if (entry := _named_by(column, path)) else []
    usernames = _usernames(folder)
    return lambda path: [_plain(path, usernames)] if path.is_dir() or archives.is_called_one(path.name) else []


def is_noise(name: str) -> bool:
    """Tell whether a name is of what file managers and systems leave behind."""
    return name.casefold() in _IGNORED or name.startswith(".")


def _top(folder: Path) -> Path:
    """Return the folder itself; of what holds nothing but one folder of Gradescope's, that."""
    inner = [path for path in folder.iterdir() if not is_noise(path.name)]
    return inner[0] if len(inner) == 1 and (inner[0] / _METADATA).is_file() else folder


def _named_by(column: str, path: Path) -> Entry | None:
    """Tell whose a path is, by the name that a system gives it: Canvas has files alone."""
    match = next(filter(None, (re.fullmatch(pattern, path.name, re.I) for pattern in _PATTERNS[column])), None)
    if match is None or not (path.is_file() or column != "ID"):
        return None
    parts = match.groupdict()
    ids = ((column, parts["id"]), (column, f"Participant {parts['id']}"))
    inner = (parts.get("inner") or "") if path.is_file() else ""
    return Entry(path, parts["name"], ids, inner, bool(parts.get("page")))


def _plain(path: Path, usernames: list[str]) -> Entry:
    """Tell whose a folder or an archive is: called like a student, or like one's repository."""
    name = path.name if path.is_dir() else archives.stem(path.name)
    return Entry(path, next((user for user in usernames if name.casefold().endswith(f"-{user.casefold()}")), name))


def _usernames(folder: Path) -> list[str]:
    """List the students that a table of Classroom 50 names, the longest name first."""
    if not (file := folder / _SCORES).is_file():
        return []
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as opened:
        return sorted({row.get("username") or "" for row in csv.DictReader(opened)} - {""}, key=len, reverse=True)


def _gradescope(text: str) -> Callable[[Path], list[Entry]]:
    """Make the function that tells whose a path of Gradescope's is, an entry for each of a group."""
    owners: dict[str, list[dict[str, str]]] = {}
    submission, is_inside = "", False
    for line in text.splitlines():
        if match := re.fullmatch(r"(\w+):\s*", line):
            submission, is_inside = match[1], False
        elif match := re.match(r"  :(\w+):", line):
            is_inside = match[1] == "submitters"
        elif is_inside and (match := re.fullmatch(r"  (- |  ):(\w+): *(.*)", line)):
            group = owners.setdefault(submission, [])
            group += [{}] if match[1] == "- " else []
            group[-1][match[2]] = match[3].strip().strip("'\"")

    return lambda path: [_member(path, owner) for owner in owners.get(path.name) or [{}]]


def _member(path: Path, owner: dict[str, str]) -> Entry:
    ids = [(column, owner[key]) for key, columns in _GRADESCOPE.items() if owner.get(key) for column in columns]
    return Entry(path, owner.get("name") or path.name, tuple(ids))


def _alone(entry: Entry, entries: list[Entry]) -> bool:
    """Tell whether a student has handed in nothing but a text."""
    return all(other.is_text for other in entries if other.ids == entry.ids)


def _as_sent(entries: list[Entry]) -> list[Entry]:
    """Take off what Canvas puts behind a name; of two files that would have one name then, each keeps its own."""
    names = Counter((entry.ids, _first_name(entry)) for entry in entries)
    return [replace(e, inner=_first_name(e)) if names[e.ids, _first_name(e)] == 1 else e for e in entries]


def _first_name(entry: Entry) -> str:
    return _AGAIN.sub(r"\1\2", entry.inner) if "ID" in dict(entry.ids) else entry.inner


def _distinct(entries: list[Entry]) -> list[Entry]:
    """Tell two students of one name apart by their numbers."""
    people = Counter(student for student, _ in {(entry.student, entry.ids) for entry in entries})
    several = {student for student, count in people.items() if count > 1}
    return [replace(e, student=f"{e.student}_{e.ids[0][1]}") if e.student in several and e.ids else e for e in entries]
