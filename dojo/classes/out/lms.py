"""Points as Canvas and Moodle import them: one column, with the sum over the katas that students are told of.

Canvas makes a new assignment of each name of a column that it does not know: the file of points names the one that is
meant. The points of each kata are in ``totals.csv``.

Both find a student by an id, which the roster has or has not: nothing is guessed. Canvas would go by the name where a
row has no id, so such a row is left out, and told.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dojo.classes.intake.roster import Roster
from dojo.classes.out.points import Points
from dojo.classes.out.tables import Row, by_student, table
from dojo.classes.outcome import Verdict

_CANVAS = ("ID", "SIS User ID", "SIS Login ID")
_MOODLE = {"ID number": ("ID number",), "Email address": ("Email address", "Email", "Mail"), "Username": ("Username",)}
_POINTS_POSSIBLE = "    Points Possible"
"""As Canvas writes it, in the column of the names."""


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

    def row(student: str, grade: float | None) -> Row:
        return [student, *(roster.cell(student, column) for column in [*ids, section]), grade]

    return _written(header, verdicts, points, roster, ids, row)


def moodle(verdicts: list[Verdict], points: Points, roster: Roster) -> Import:
    """Write for Grades, Import, CSV file: the column by which Moodle finds a student, then the points."""
    columns = ((heading, roster.column(name)) for heading, names in _MOODLE.items() for name in names)
    heading, column = next(((heading, column) for heading, column in columns if column), ("", None))
    if column is None:
        return _nothing("Moodle", tuple(_MOODLE))

    def row(student: str, grade: float | None) -> Row:
        return [roster.cell(student, column), grade]

    return _written([[heading, points.assignment]], verdicts, points, roster, [column], row)


def _written(header: list[Row], verdicts, points: Points, roster: Roster, ids: list[str | None], row) -> Import:
    rows, left_out = list(header), []
    for student, theirs in by_student(points.shown(verdicts)).items():
        if any(roster.cell(student, column) for column in ids):
            is_whole = all(points.grade(verdict).of is not None for verdict in theirs)
            rows.append(row(student, points.sums(theirs)[0] if is_whole else None))
        else:
            left_out.append(student)
    return Import(table(rows), left_out)


def _nothing(system: str, columns: tuple[str, ...]) -> Import:
    return Import(f"{system} needs a roster with one of the columns {' / '.join(columns)}: --roster has none of them\n")
