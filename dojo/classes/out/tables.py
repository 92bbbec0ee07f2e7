"""Tables for a spreadsheet: ``grades.csv``, a row for each stage, and ``totals.csv``, a row for each student."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from dojo.classes.intake.roster import Roster
from dojo.classes.out.points import Points
from dojo.classes.out.text import in_csv
from dojo.classes.outcome import Verdict

COLUMNS = ("student", "kata", "stage", "state", "points", "of")
Row = Iterable[str | float | None]


def grades(verdicts: list[Verdict], points: Points) -> str:
    """Write the table of the stages."""
    return table([COLUMNS, *(row for verdict in verdicts for row in _stages(verdict, points))])


def _stages(verdict: Verdict, points: Points) -> Iterator[Row]:
    grade = points.grade(verdict)
    for name, stage in verdict.stages.items():
        yield verdict.student, verdict.kata, name, stage.state, grade.earned.get(name), grade.due.get(name)


def totals(verdicts: list[Verdict], points: Points, roster: Roster) -> str:
    """Write the table of the students: what the roster tells of each, the points by kata, and their sum."""
    katas = list(dict.fromkeys(verdict.kata for verdict in verdicts))
    header = ("student", *roster.columns, *katas, "total", "of")
    students = by_student(verdicts).items()
    return table([header, *(_total(who, theirs, katas, points, roster) for who, theirs in students)])


def _total(student: str, verdicts: list[Verdict], katas: list[str], points: Points, roster: Roster) -> Row:
    grades = {verdict.kata: points.grade(verdict) for verdict in verdicts}
    of_roster = [roster.cell(student, column) for column in roster.columns]
    cells = [grades[kata].points if kata in grades else None for kata in katas]
    sums = points.sums(verdicts) if any(grade.of is not None for grade in grades.values()) else (None, None)
    return student, *of_roster, *cells, *sums


def by_student(verdicts: list[Verdict]) -> dict[str, list[Verdict]]:
    students: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        students.setdefault(verdict.student, []).append(verdict)
    return students


def table(rows: Iterable[Row]) -> str:
    """Write rows as a CSV in which no text is a formula."""
    out = io.StringIO()
    written = csv.writer(out, lineterminator="\n")
    for row in rows:
        written.writerow(in_csv(cell) if isinstance(cell, str) else number(cell) for cell in row)
    return out.getvalue()


def number(value: float | None) -> str:
    """Write at most four decimals, and none that are zeros; nothing where there is no number."""
    return "" if value is None else f"{round(value, 4) + 0.0:.4f}".rstrip("0").rstrip(".")
