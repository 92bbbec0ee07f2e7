"""Verdicts as other systems read them: Gradescope's ``results.json``, and tables for Canvas and Moodle.

These two import one column, with the sum over the katas that students are told of. Canvas makes a new assignment of
each name of a column that it does not know: the file of points names the one that is meant. The points of each kata are
in ``totals.csv``.

Both find a student by an id, which the roster has or has not: nothing is guessed. Canvas would go by the name where a
row has no id, so such a row is left out, and told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from dojo.classes.intake.roster import Roster
from dojo.classes.out.feedback import lesson_of, state_words
from dojo.classes.out.points import Grade, Points
from dojo.classes.out.tables import Row, by_student, table
from dojo.classes.out.text import harmless
from dojo.classes.outcome import PASSED, Verdict, lesson_text

_CANVAS = ("ID", "SIS User ID", "SIS Login ID")
_MOODLE = {"ID number": ("ID number",), "Email address": ("Email address", "Email", "Mail"), "Username": ("Username",)}
_POINTS_POSSIBLE = "    Points Possible"
"""As Canvas writes it, in the column of the names."""


def gradescope(verdicts: list[Verdict], points: Points) -> str:
    """Write the ``results.json`` of one student."""
    tests = [_test(verdict, points.grade(verdict), points.rule(verdict.kata).hidden) for verdict in verdicts]
    score = {"score": round(points.sums(verdicts)[0], 4)} if any("score" in test for test in tests) else {}
    result = {**score, "output_format": "text", "visibility": "visible", "tests": tests}
    return json.dumps(result, indent=1) + "\n"


def _test(verdict: Verdict, grade: Grade, is_hidden: bool) -> dict:
    """Write what Gradescope shows of a kata; it takes a test without a score, where the kata does not count."""
    score = {}
    if (points := grade.points) is not None:
        status = "passed" if verdict.state == PASSED else "failed"
        score = {"score": round(points, 4), "max_score": grade.of, "status": status}
    parts = [state_words(verdict), *verdict.notes, lesson_text(lesson_of(verdict))]
    output = harmless("\n\n".join(filter(None, parts)).strip())
    visibility = "hidden" if is_hidden else "visible"
    return {"name": verdict.kata, **score, "output": output, "output_format": "text", "visibility": visibility}


@dataclass(frozen=True)
class Import:
    """A file that a system imports.

    Parameters
    ----------
    text : str
        The CSV; where the roster lacks what it needs, one line that says so, and which the system refuses.
    left_out : list of str
        The students without an id.
    """

    text: str
    left_out: list[str] = field(default_factory=list)


def canvas(verdicts: list[Verdict], points: Points, roster: Roster) -> Import:
    """Write for Grades, Import: a row of what there is to earn, then a row a student."""
    id_ = _CANVAS[0] if _CANVAS[0] in roster.columns else None  # not "id", which may be anybody's
    ids = [id_, *(roster.column(column) for column in _CANVAS[1:])]
    if not any(ids):
        return _nothing("Canvas", _CANVAS)
    section = roster.column("Section")
    of = sum({v.kata: points.rule(v.kata).points for v in points.shown(verdicts)}.values())
    header: list[Row] = [["Student", *_CANVAS, "Section", points.assignment], [_POINTS_POSSIBLE, "", "", "", "", of]]
    sums, left_out = _sums(verdicts, points, roster, ids)
    rows = [[who, *(roster.cell(who, column) for column in [*ids, section]), sum_] for who, sum_ in sums.items()]
    return Import(table([*header, *rows]), left_out)


def moodle(verdicts: list[Verdict], points: Points, roster: Roster) -> Import:
    """Write for Grades, Import, CSV file: the column by which Moodle finds a student, then the points."""
    columns = ((heading, roster.column(name)) for heading, names in _MOODLE.items() for name in names)
    heading, column = next((pair for pair in columns if pair[1]), ("", None))
    if column is None:
        return _nothing("Moodle", tuple(_MOODLE))
    sums, left_out = _sums(verdicts, points, roster, [column])
    rows = [[roster.cell(who, column), sum_] for who, sum_ in sums.items()]
    return Import(table([[heading, points.assignment], *rows]), left_out)


def _sums(
    verdicts: list[Verdict], points: Points, roster: Roster, ids: list[str | None]
) -> tuple[dict[str, float | None], list[str]]:
    """Add up the points of each student who has an id, None where a kata was not judged; list those who have none."""
    students = by_student(points.shown(verdicts))
    sums: dict[str, float | None] = {}
    for student, theirs in students.items():
        if any(roster.cell(student, column) for column in ids):
            is_whole = all(points.grade(verdict).of is not None for verdict in theirs)
            sums[student] = points.sums(theirs)[0] if is_whole else None
    return sums, [student for student in students if student not in sums]


def _nothing(system: str, columns: tuple[str, ...]) -> Import:
    return Import(f"{system} needs a roster with one of the columns {' / '.join(columns)}: --roster has none of them\n")
