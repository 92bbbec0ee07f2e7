"""Points that a teacher sets by hand: a CSV of ``student,kata,points,reason``."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from dojo.classes.intake.intake import shown
from dojo.classes.intake.roster import named, read_table

_COLUMNS = ("student", "kata", "points", "reason")


@dataclass(frozen=True)
class Override:
    """The points of one kata of one student, and why."""

    points: float
    reason: str


Overrides = dict[tuple[str, str], Override]


def read_overrides(file: Path, students: Collection[str], katas: Collection[str]) -> Overrides:
    """Read a CSV.

    Parameters
    ----------
    file : Path
        The file.
    students, katas : collection of str
        Those that there are.

    Raises
    ------
    ValueError
        Where it can't be read, or a row is not clear; it names the line.
    """
    where = f"--overrides {file}"
    header, rows = read_table(file, where)
    columns = [(name, named(header, name)) for name in _COLUMNS]
    if lacks := [name for name, column in columns if column is None]:
        raise ValueError(f"{where}: it has no column {lacks[0]}; it should have {', '.join(_COLUMNS)}")
    overrides: Overrides = {}
    for line, row in enumerate(rows, 2):
        if not any(row.values()):
            continue
        student, kata, points, reason = (shown(row[column]) for _, column in columns if column is not None)
        twice = f"{student}, {kata} stands there twice" if (student, kata) in overrides else None
        if fault := _nobody(student, kata, students, katas) or twice or _no_override(points, reason):
            raise ValueError(f"{where}, row {line}: {fault}")
        overrides[student, kata] = Override(float(points), reason)
    return overrides


def _nobody(student: str, kata: str, students: Collection[str], katas: Collection[str]) -> str | None:
    """Say that there is no such student, or no such kata."""
    if student not in students:
        return f"there is no student {student or '(empty)'} in this class"
    if kata not in katas:
        return f"there is no kata {kata or '(empty)'}; a kata is named like {next(iter(katas), 'track/kata')}"
    return None


def _no_override(points: str, reason: str) -> str | None:
    """Say what is wrong with points and the reason for them."""
    if not _is_points(points):
        return f"points = {points or '(empty)'} is no number of points"
    return None if reason else "it gives no reason, which the student is to read"


def _is_points(text: str) -> bool:
    try:
        return 0 <= float(text) < math.inf
    except ValueError:
        return False
