"""All that a grading writes."""

from __future__ import annotations

import base64
from pathlib import Path

from dojo.classes.intake.roster import Roster
from dojo.classes.out import exports, feedback, lms
from dojo.classes.out.class_page import class_page
from dojo.classes.out.points import ASSIGNMENT, Points
from dojo.classes.out.tables import by_student, grades, totals
from dojo.classes.out.text import one_line
from dojo.classes.outcome import Verdict
from dojo.classes.work.store import file_name, write

FILES = ("grades.csv", "totals.csv", "class.html", "anonymous.html", "feedback/", "lms/", "gradescope/", "junit/")


def write_all(folder: Path, verdicts: list[Verdict], points: Points, roster: Roster | None = None) -> list[str]:
    """Write the tables, the pages of the class, and for each student the feedback and what other systems read.

    Parameters
    ----------
    folder : Path
        Of the results.
    verdicts : list of Verdict
        Of all students, in order.
    points : Points
        What they bring.
    roster : Roster or None
        Of the class: ids for other systems.

    Returns
    -------
    list of str
        What the teacher has to know of them, a line each.
    """
    write(folder / "grades.csv", grades(verdicts, points))
    write(folder / "totals.csv", totals(verdicts, points, roster or Roster()))
    write(folder / "class.html", class_page(verdicts, points))
    write(folder / "anonymous.html", class_page(points.told(verdicts), points, anonymous=True))
    for student, own in by_student(verdicts).items():
        _write_of(folder, student, own, points)
    handed_in = {verdict.student for verdict in verdicts if verdict.state != "missing"}
    notes = points.adjustments.untimed(handed_in) + points.adjustments.unused({(v.student, v.kata) for v in verdicts})
    return [*notes, *_write_lms(folder / "lms", verdicts, points, roster or Roster())]


def _write_of(folder: Path, student: str, own: list[Verdict], points: Points) -> None:
    """What one student gets, here and in other systems."""
    name, told = file_name(student), points.told(own)
    write(folder / "feedback" / f"{name}.md", feedback.markdown(student, own, points))
    write(folder / "feedback" / f"{name}.html", feedback.html(student, own, points))
    for verdict in told:
        if verdict.picture:
            write(folder / "feedback" / feedback.picture_file(student, verdict), base64.b64decode(verdict.picture))
    write(folder / "gradescope" / name / "results.json", exports.gradescope(own, points))
    write(folder / "junit" / f"{name}.xml", exports.junit(student, told))


def _write_lms(folder: Path, verdicts: list[Verdict], points: Points, roster: Roster) -> list[str]:
    """The files for Canvas and Moodle, and who is not in them."""
    notes = []
    for name, system in (("canvas", lms.canvas), ("moodle", lms.moodle)):
        made = system(verdicts, points, roster)
        write(folder / f"{name}.csv", made.text)
        if made.text.count("\n") > 1 and points.assignment == ASSIGNMENT:
            notes.append(
                f"lms/{name}.csv fills a column {ASSIGNMENT}: [lms] assignment in --points names the one you mean"
            )
        if made.left_out:
            notes.append(f"lms/{name}.csv is without {one_line(', '.join(made.left_out))}: the roster tells no id")
    return notes
