"""Courses to bring up to date: a learner's folder beside an installed course, and a clone."""

from __future__ import annotations

import json
from pathlib import Path

from dojo.course.stubs import as_they_are
from dojo.install import shipped

DOUBLE, HALF = "katas/01_numbers/01_double", "katas/02_parts/01_half"
SOLVED = "def double(x):\n    return x * 2\n"


def tree(root: Path, *without: str) -> dict[str, bytes]:
    """What a folder holds."""
    files = {file.relative_to(root).as_posix(): file for file in sorted(root.rglob("*")) if file.is_file()}
    return {
        name: file.read_bytes()
        for name, file in files.items()
        if not name.startswith(without) and not name.endswith((".lock", ".pyc"))
    }


def write(file: Path, held: str | bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(held.encode() if isinstance(held, str) else held)


def add(file: Path, held: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + held, encoding="utf-8")


def list_files(root: Path) -> None:
    """Write what is written by machine, as ``python -m dojo.authors.tables`` does."""
    write(root / "katas/stubs.json", json.dumps(as_they_are(root)))
    for file, text in shipped.listed(root).items():
        write(file, text)


def move(root: Path, old: str, new: str) -> None:
    """Rename a kata of a course: its folders, and its files where it has another name."""
    names = [kata.rpartition("/")[2][3:] for kata in (old, new)]
    for folder in ("katas", "reference"):
        (root / folder / new).parent.mkdir(exist_ok=True)
        (root / folder / old).rename(root / folder / new)
        for file in ("{}.py", "test_{}.py"):
            if (there := root / folder / new / file.format(names[0])).is_file():
                there.rename(there.with_name(file.format(names[1])))
