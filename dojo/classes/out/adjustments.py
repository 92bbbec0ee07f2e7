"""Change points after the judge has spoken: for a late submission, and by hand."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from dojo.classes.intake.intake import shown
from dojo.classes.intake.roster import Roster, named, read_table
from dojo.classes.out.text import counted

SUBMITTED = "submitted"
"""The column of the roster that tells when a student has handed in."""
_COLUMNS = ("student", "kata", "points", "reason")
"""Of a table of overrides."""
_KEYS = ("deadline", "per_day", "cap")


@dataclass(frozen=True)
class Change:
    """One change of the points of a verdict.

    Parameters
    ----------
    kind : str
        ``late`` or ``override``.
    words : str
        As the student reads it.
    points : float
        What it adds.
    """

    kind: str
    words: str
    points: float


@dataclass(frozen=True)
class Override:
    """The points of one kata of one student, and why."""

    points: float
    reason: str


Overrides = dict[tuple[str, str], Override]


@dataclass(frozen=True)
class Late:
    """The cost of a late submission: the table ``[late]`` of a file of points.

    Parameters
    ----------
    deadline : datetime
        With its zone.
    per_day : float
        Per cent of the points, for each day that has begun.
    cap : float
        Per cent, and no more.
    """

    deadline: datetime
    per_day: float
    cap: float = 100.0

    @classmethod
    def read(cls, table) -> Late:
        """Read the table.

        Raises
        ------
        ValueError
            Where it is no such table.
        """
        if not isinstance(table, dict) or set(table) - set(_KEYS) or not {"deadline", "per_day"} <= set(table):
            raise ValueError(f"[late] is a table of {', '.join(_KEYS)}, and needs the first two")
        for name in ("per_day", "cap"):
            if not _is_per_cent(table.get(name, 0)):
                raise ValueError(f"[late]: {name} = {table[name]!r} is no number of per cent")
        return cls(_time(str(table["deadline"]), "[late]: deadline"), table["per_day"], table.get("cap", 100.0))

    def days(self, submitted: datetime) -> int:
        """Count the days that have begun since the deadline."""
        return max(math.ceil((submitted - self.deadline) / timedelta(days=1)), 0)

    def change(self, days: int, points: float) -> list[Change]:
        """Say what some days cost of some points."""
        off = min(days * self.per_day, self.cap)
        words = f"{counted(days, 'day')} late: {off:g} % off"
        return [Change("late", words, -points * off / 100)] if off and points else []


@dataclass(frozen=True)
class Adjustments:
    """All that is changed in a class.

    Parameters
    ----------
    late : Late or None
        What a day costs.
    days : dict of str to int
        How late each student is whose time is known.
    overrides : dict
        By student and kata.
    """

    late: Late | None = None
    days: dict[str, int] = field(default_factory=dict)
    overrides: Overrides = field(default_factory=dict)

    @classmethod
    def of(cls, late: Late | None, roster: Roster | None, overrides: Overrides) -> Adjustments:
        """Work out what a roster and a table of overrides come to.

        Raises
        ------
        ValueError
            Where there is a ``[late]`` and the roster does not tell times, or tells one that can't be read.
        """
        return cls(late, _days(late, roster) if late else {}, overrides)

    def changes(self, student: str, kata: str, points: float) -> list[Change]:
        """List what is changed about the points of a verdict; what is set by hand is not late."""
        if (override := self.overrides.get((student, kata))) is not None:
            return [Change("override", f"set to {override.points:g}: {override.reason}", override.points - points)]
        return self.late.change(self.days.get(student, 0), points) if self.late else []

    def untimed(self, students: Collection[str]) -> list[str]:
        """Name each student of whom no time is known, on a line: nothing is guessed, and nothing taken off."""
        words = "the roster tells no time of submission, and nothing is taken off"
        return [f"{student}: {words}" for student in sorted(set(students) - self.days.keys()) if self.late]

    def unused(self, graded: Collection[tuple[str, str]]) -> list[str]:
        """Name each override of a student who is graded, but not on that kata, on a line."""
        students = {student for student, _ in graded}
        left = [(s, kata) for s, kata in self.overrides if s in students and (s, kata) not in graded]
        return [f"{student}, {kata}: set by hand, but not graded here" for student, kata in left]


def _days(late: Late, roster: Roster | None) -> dict[str, int]:
    column = roster.column(SUBMITTED) if roster else None
    if roster is None or column is None:
        lacks = "there is no --roster" if roster is None else "the roster has no such column"
        raise ValueError(f"[late] needs a column {SUBMITTED} in the roster, and {lacks}")
    times = {student: roster.cell(student, column) for student in roster.students}
    return {s: late.days(_time(text, f"--roster: {s}: {SUBMITTED}")) for s, text in times.items() if text}


def _time(text: str, where: str) -> datetime:
    """Read a time in ISO's form; one without a zone could be any of two dozen."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{where} = {text} is no time such as 2026-10-01T23:59:00+02:00") from None
    if time.tzinfo is None:
        raise ValueError(f"{where} = {text} has no zone; write it as 2026-10-01T23:59:00+02:00, or with Z for UTC")
    return time


def _is_per_cent(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 100


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
