"""All that a grading writes."""

from __future__ import annotations

import base64
from pathlib import Path

from dojo.grading.out import exports, feedback
from dojo.grading.out.class_page import class_page
from dojo.grading.out.points import Points
from dojo.grading.out.tables import grades
from dojo.grading.verdicts import Verdict
from dojo.grading.work.store import file_name, write

FILES = ("grades.csv", "class.html", "feedback/", "gradescope/", "junit/")


def write_all(folder: Path, verdicts: list[Verdict], points: Points, sandbox: str) -> None:
    """Write the table, the page of the class, and for each student the feedback and what other systems read.

    Parameters
    ----------
    folder : Path
        Of the results.
    verdicts : list of Verdict
        Of all students, in order.
    points : Points
        What they bring.
    sandbox : str
        What stood around the solutions.
    """
    write(folder / "grades.csv", grades(verdicts, points))
    write(folder / "class.html", class_page(verdicts, points, sandbox))
    by_student: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_student.setdefault(verdict.student, []).append(verdict)
    for student, own in by_student.items():
        name = file_name(student)
        write(folder / "feedback" / f"{name}.md", feedback.markdown(student, own, points))
        write(folder / "feedback" / f"{name}.html", feedback.html(student, own, points))
        for verdict in own:
            if verdict.picture and not points.rule(verdict.kata).hidden:
                file = folder / "feedback" / feedback.picture_file(student, verdict)
                write(file, base64.b64decode(verdict.picture))
        write(folder / "gradescope" / name / "results.json", exports.gradescope(own, points))
        write(folder / "junit" / f"{name}.xml", exports.junit(student, own))
