"""The commands for a class: ``dojo release``, ``dojo pack`` and ``dojo grade``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
import typer.core

from dojo.cli.ends import ends_at
from dojo.engine.base.files import COURSE, find_own_root, find_root
from dojo.watch.view import say, show

Katas = Annotated[list[str] | None, typer.Option("--katas", metavar="KATA", help="tracks or katas; several")]
PathName = Annotated[str | None, typer.Option("--path", metavar="PATH", help="the katas of a path")]
Days = Annotated[list[int] | None, typer.Option("--day", metavar="N", help="the katas of a day of it; repeatable")]


class Several(typer.core.TyperCommand):
    """``--katas a b c`` is ``--katas a --katas b --katas c``."""

    def parse_args(self, context, args):
        spelled, is_kata = [], False
        for arg in args:
            is_kata = arg == "--katas" or (is_kata and not arg.startswith("-"))
            if arg != "--katas":
                spelled += ["--katas", arg] if is_kata else [arg]
        return super().parse_args(context, spelled)


def grade(
    submissions: Annotated[Path, typer.Argument(metavar="SUBMISSIONS", help="a folder or an archive for each student")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="where the results go")],
    katas: Katas = None,
    path: PathName = None,
    day: Days = None,
    stage: Annotated[
        list[str] | None, typer.Option("--stage", metavar="STAGE", help="only core, edges or torch; repeatable")
    ] = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="CSV", help="a table with a column student: who is missing, ids")
    ] = None,
    points: Annotated[Path | None, typer.Option("--points", metavar="TOML", help="points of katas and stages")] = None,
    student: Annotated[
        list[str] | None, typer.Option("--student", metavar="NAME", help="judge only this one again; repeatable")
    ] = None,
    sandbox: Annotated[str, typer.Option(metavar="LAYER", help="auto, bwrap, landlock or none")] = "auto",
    jobs: Annotated[int, typer.Option(min=0, help="processes that judge (default: the cores)")] = 0,
    parts: Annotated[
        str | None, typer.Option(metavar="ours", help="judge with our solutions of the parts that a kata imports")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="of the examples (default: drawn once for the class)")
    ] = None,
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="of a Dask cluster, to judge there")] = None,
    again: Annotated[bool, typer.Option("--again", help="judge everything again, whatever is kept")] = False,
    timeout: Annotated[float, typer.Option(min=0.1, help="CPU seconds that a call may take")] = 20.0,
    memory: Annotated[float, typer.Option(min=0.0, help="GiB that a solution may ask for")] = 4.0,
) -> None:
    """Grade a class. What was judged before, and has not changed, is not judged again."""
    from dojo.classes.grade import Request
    from dojo.classes.grade import grade as run
    from dojo.classes.work.submission import Limits

    if parts not in (None, "ours"):
        raise typer.BadParameter(f"--parts {parts}: there is --parts ours, or none of it")
    request = Request(
        *(submissions, out, tuple(katas or ()), roster, points, sandbox, jobs, seed, scheduler, again),
        limits=Limits(timeout=timeout, memory=memory, stages=tuple(stage or ())),
        students=tuple(student or ()),
        path=path,
        days=tuple(day or ()),
        parts_are_ours=parts == "ours",
    )
    with faults_shown():
        raise typer.Exit(run(find_root(), request, say))


def release(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="a folder: new, or empty; with --questions a new file")],
    katas: Katas = None,
    path: PathName = None,
    day: Days = None,
    no_solutions: Annotated[
        bool, typer.Option("--no-solutions", help="dojo solution shows none in what is handed out")
    ] = False,
    no_hints: Annotated[bool, typer.Option("--no-hints", help="dojo hint has none in what is handed out")] = False,
    questions: Annotated[
        bool, typer.Option("--questions", help="only the questions of the pages, as GIFT for Moodle")
    ] = False,
) -> None:
    """Make what you hand out to a class, its references sealed."""
    from dojo.classes.release import release as make
    from dojo.classes.release import release_questions
    from dojo.classes.selection import choose
    from dojo.course.course import Course

    with faults_shown():
        course = Course(find_own_root() or COURSE, path)
        chosen = choose(course, tuple(katas or ()), path is not None, tuple(day or ()))
        if questions:
            say(release_questions(chosen, out))
            return
        for line in make(course, chosen, out, not no_solutions, not no_hints):
            say(line)


def pack(
    out: Annotated[
        Path | None,
        typer.Argument(metavar="[OUT]", help="a zip file, or a folder for it (default: named like the course)"),
    ] = None,
    study: Annotated[
        bool, typer.Option("--study", help="add how often each message was followed by a mend: no code, no name")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="replace a file that is there, without asking")] = False,
) -> None:
    """Pack what you hand in: one zip with everything you have begun."""
    from dojo.classes.intake.packing import STUDY, write
    from dojo.classes.intake.packing import pack as begun
    from dojo.course.course import Course
    from dojo.course.practice import counted

    with faults_shown():
        packed = begun(Course(find_root()), study)
        file = _zip_at(out, packed.course.root)
        if not yes and file.exists() and file.read_bytes() != packed.archive:
            typer.confirm(f"{file} is there already. Replace it?", abort=True)
        notes = write(packed, file)
        count = counted(len(packed.katas), "kata") if packed.katas else "nothing is begun yet, and nothing is in it"
        kinds = f"{STUDY}, for a study: {counted(len(packed.study), 'kind')} of message,"
        told = "how often you saw each, and how often the test passed next. No code, no name, no time: open it and see."
        show(
            [
                (f"{file}: {count}", {"bold": True}),
                *packed.lines(),
                *([(f"{kinds} {told}", {})] if study else []),
                *((note, {"yellow": True}) for note in notes),
            ]
        )


def _zip_at(out: Path | None, root: Path) -> Path:
    """The file to write: a submission's name is that of its archive, and ends as one does."""
    out = root if out is None else out
    file = out / f"{root.name or 'katas'}.zip" if out.is_dir() else out
    return file if file.suffix == ".zip" else file.with_name(f"{file.name}.zip")


@contextlib.contextmanager
def faults_shown() -> Iterator[None]:
    """Show why the command ends: with 2 where it can't be met, and with 1 where the disk refuses it."""
    with ends_at(ValueError, code=2), ends_at(OSError, words=_refusal):
        yield


def _refusal(error: OSError) -> str:
    return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"
