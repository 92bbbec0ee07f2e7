"""All that a grading writes."""

from __future__ import annotations

from pathlib import Path

from dojo.course import Course
from dojo.grading.points import Points
from dojo.grading.run import Grading
from dojo.grading.store import write
from dojo.grading.tables import grades
from dojo.grading.verdicts import Verdict

FILES = ("grades.csv",)


def write_all(
    folder: Path, verdicts: list[Verdict], points: Points, course: Course, grading: Grading, sandbox: str
) -> None:
    """Write the tables, the feedback and the page of the class."""
    write(folder / "grades.csv", grades(verdicts, points))
