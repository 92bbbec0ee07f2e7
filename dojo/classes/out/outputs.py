"""Write all that comes of a grading."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from dojo.classes.intake.roster import Roster
from dojo.classes.out import exports, feedback
from dojo.classes.out.class_page import class_page
from dojo.classes.out.points import ASSIGNMENT, Points
from dojo.classes.out.tables import by_student, grades, totals
from dojo.classes.out.text import counts, one_line
from dojo.classes.outcome import Verdict
from dojo.classes.work.run import Grading
from dojo.classes.work.store import file_name, write
from dojo.course.practice import counted
from dojo.engine.explain.ideas import Idea

FILES = ("grades.csv", "totals.csv", "class.html", "anonymous.html", "feedback/", "lms/", "gradescope/")
_NOTES = 3
"""So many are said of a submission."""


def write_all(
    folder: Path,
    verdicts: list[Verdict],
    points: Points,
    roster: Roster | None = None,
    ideas: Mapping[str, Idea] = {},
    page: Callable[..., str] = class_page,
) -> list[str]:
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
    ideas : mapping of str to Idea
        The ideas of the course, by name.
    page : callable
        Writes the page of the class.

    Returns
    -------
    list of str
        What the teacher has to know of them, a line each.
    """
    write(folder / "grades.csv", grades(verdicts, points))
    write(folder / "totals.csv", totals(verdicts, points, roster or Roster()))
    write(folder / "class.html", page(verdicts, points, ideas=ideas))
    write(folder / "anonymous.html", page(points.shown(verdicts), points, anonymous=True, ideas=ideas))
    for student, theirs in by_student(verdicts).items():
        _write_of(folder, student, theirs, points)
    return _write_lms(folder / "lms", verdicts, points, roster or Roster())


def summary(grading: Grading, verdicts: list[Verdict]) -> Iterator[str]:
    """Say what came of it: the states, what was odd about a kata or a submission, what is to be looked at."""
    states = Counter(verdict.state for verdict in verdicts)
    yield f"{counted(len(verdicts), 'verdict')}, {grading.judged} judged now: {counts(states)}"
    for kata in grading.redrawn:
        yield f"{kata}: the judge refused the model solution on the first examples of this seed; all were asked others"
    about = {"", *(place.id for place in grading.places)}
    for submission in grading.submissions:
        if notes := [note for kata in sorted(submission.notes.keys() & about) for note in submission.notes[kata]]:
            more = f"; and {len(notes) - _NOTES} more, in the feedback" if len(notes) > _NOTES else ""
            yield f"  {one_line(submission.student, 40)}: {one_line('; '.join(notes[:_NOTES]), 400)}{more}"
    for verdict in verdicts:
        if look := verdict.to_look_at:
            yield f"look at {one_line(verdict.student, 40)}, {verdict.kata}: {one_line('; '.join(look))}"


def written(folder: Path, notes: list[str]) -> list[str]:
    """Say where the results are, and what the teacher has to know of them."""
    return [f"written to {folder}: {', '.join(FILES)}", *(f"  {one_line(note, 400)}" for note in notes)]


def _write_of(folder: Path, student: str, verdicts: list[Verdict], points: Points) -> None:
    """Write what one student gets, here and in other systems."""
    name, shown = file_name(student), points.shown(verdicts)
    write(folder / "feedback" / f"{name}.md", feedback.markdown(student, verdicts, points))
    write(folder / "feedback" / f"{name}.html", feedback.html(student, verdicts, points))
    for verdict in shown:
        if verdict.picture:
            write(folder / "feedback" / feedback.picture_file(verdict), base64.b64decode(verdict.picture))
    write(folder / "gradescope" / name / "results.json", exports.gradescope(verdicts, points))


def _write_lms(folder: Path, verdicts: list[Verdict], points: Points, roster: Roster) -> list[str]:
    """Write the files for Canvas and Moodle, and say who is not in them."""
    notes = []
    for name, system in (("canvas", exports.canvas), ("moodle", exports.moodle)):
        made = system(verdicts, points, roster)
        write(folder / f"{name}.csv", made.text)
        if made.text.count("\n") > 1 and points.assignment == ASSIGNMENT:
            notes.append(
                f"lms/{name}.csv fills a column {ASSIGNMENT}: [lms] assignment in --points names the one you mean"
            )
        if made.left_out:
            notes.append(f"lms/{name}.csv is without {one_line(', '.join(made.left_out))}: the roster tells no id")
    return notes
