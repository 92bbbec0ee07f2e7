"""The commands of an exam: ``dojo exam make`` and ``dojo exam grade``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dojo.cli.class_commands import Days, Katas, PathName, Several, faults_shown
from dojo.engine.base import sealed
from dojo.engine.base.files import COURSE, find_own_root
from dojo.watch.view import say

exam = typer.Typer(help="An exam of bugs and questions: another sheet for each student.", rich_markup_mode=None)


@exam.command(cls=Several)
def make(
    roster: Annotated[Path, typer.Option("--roster", metavar="CSV", help="with a column student, in order of seats")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="a folder: new, or empty")],
    katas: Katas = None,
    path: PathName = None,
    day: Days = None,
    hunts: Annotated[int, typer.Option(min=1, metavar="N", help="bugs on a sheet, each in another kata")] = 3,
    minutes: Annotated[int, typer.Option(min=1, metavar="N", help="what the sheet says")] = 30,
    seed: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="the same seed makes the same exam (default: drawn)")
    ] = None,
    questions: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="questions on a sheet (default: those there are, at most 6)")
    ] = None,
    questions_from: Annotated[
        Path | None, typer.Option("--questions-from", metavar="TOML", help="your own, in place of the course's")
    ] = None,
) -> None:
    """Make an exam: a sheet for each student on the roster, to print and as a folder."""
    from dojo.classes.exam.make import Request
    from dojo.classes.exam.make import make as write
    from dojo.classes.selection import choose
    from dojo.course.course import Course

    with faults_shown():
        course = Course(find_own_root() or COURSE, path)
        sealed.opened(course.root)
        places = choose(course, tuple(katas or ()), path is not None, tuple(day or ()))
        write(places, Request(roster, out, hunts, minutes, seed, questions, questions_from), say)


@exam.command()
def grade(
    folder: Annotated[
        Path, typer.Argument(metavar="EXAM", help="with paper.csv, with sheets/, or with a folder or zip a student")
    ],
    key: Annotated[Path, typer.Option("--key", metavar="JSON", help="the key.json that dojo exam make has written")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="where the results go")],
    homework: Annotated[
        Path | None, typer.Option("--homework", metavar="DIR", help="results of dojo grade, for the page of the class")
    ] = None,
    assignment: Annotated[str, typer.Option(metavar="NAME", help="the column in your LMS")] = "Exam",
    sandbox: Annotated[str, typer.Option(metavar="LAYER", help="auto, bwrap, landlock or none")] = "auto",
    jobs: Annotated[int, typer.Option(min=0, help="processes that judge (default: the cores)")] = 0,
) -> None:
    """Grade an exam that came back, on paper or in folders. What was judged before is not judged again."""
    from dojo.classes.exam.grade import Request
    from dojo.classes.exam.grade import grade as run

    with faults_shown():
        root = find_own_root() or COURSE
        raise typer.Exit(run(root, Request(folder, key, out, homework, assignment, sandbox, jobs), say))
