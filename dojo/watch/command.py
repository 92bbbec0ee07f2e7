"""``dojo``: the command beside pytest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
import typer.core

from dojo.base.files import KataFiles
from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.course.record import record_of
from dojo.run import terminal
from dojo.watch.view import View

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
Kata = Annotated[
    str | None, typer.Argument(metavar="[KATA]", help="a kata: softmax, 01_softmax, its path (default: the next)")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="do not ask")]


def root() -> Path:
    """The course that the working directory is in, or the one that this command was installed from."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "katas").is_dir() and (folder / "reference").is_dir():
            return folder
    return Path(__file__).resolve().parents[2]


def position() -> Progress:
    """Of the stubs."""
    course = Course(root())
    return Progress(course, course.root / "katas", record_of(course.root, course.root / "katas"))


def show(lines: list[tuple[str, dict]]) -> None:
    """Write lines with their markup."""
    View().show(lines)


def say(text: str) -> None:
    show([(line, {}) for line in text.split("\n")])


def find(name: str | None, progress: Progress) -> KataFiles:
    """The kata that a name means; the next one where none is given."""
    course = progress.course
    if name is None:
        return progress.next_of(course.places) or course.places[-1]
    try:
        return course.find(name)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="KATA") from None


def _version(asked: bool) -> None:
    if asked:
        say(f"dojo{terminal.version()}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", help="the version of the course", callback=_version, is_eager=True)]
FastTrack = Annotated[bool, typer.Option("--fast-track", help="walk through what one needs on day 1")]
Days = Annotated[
    list[int] | None, typer.Option("--day", metavar="N", help="walk through the katas of a day; repeatable")
]


@app.callback(invoke_without_command=True)
def begin(context: typer.Context, version: Version = False) -> None:
    """Katas for the foundations of generative AI. Without a command: judge the next kata on every save."""
    if context.invoked_subcommand is None:
        watch(None)


@app.command()
def watch(kata: Kata = None, fast_track: FastTrack = False, day: Days = None) -> None:
    """Judge a kata on every save, at once; keys do the rest."""
    from dojo.watch.walk import Walk
    from dojo.watch.watch import Watch

    place = None if kata is None else find(kata, position())
    try:
        walk = Walk(Course(root()), day or [], fast_track)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--day") from None
    raise typer.Exit(Watch(walk, place).run())


@app.command("next", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def next_(context: typer.Context) -> None:
    """Judge the next kata once: pytest --next. Options of pytest's may follow."""
    import os

    import pytest

    os.chdir(root())
    raise typer.Exit(int(pytest.main(["--next", *context.args])))


@app.command("list")
def list_(words: Annotated[list[str] | None, typer.Argument(metavar="[FILTER]...")] = None) -> None:
    """List tracks and katas. FILTER: part of a name, a state (red, green, not started), fast track."""
    from dojo.course.listing import listing, nothing_fits

    progress, words = position(), words or []
    if not (lines := listing(progress, words)):
        show([(nothing_fits(progress, words), {"yellow": True})])
        raise typer.Exit(1)
    show(lines)


@app.command()
def hint(kata: Kata = None) -> None:
    """A hint for a kata, one strength more each time."""
    from dojo.course.hints import Hints

    progress = position()
    say(Hints(progress.course.root).following(find(kata, progress)))


@app.command()
def ask(kata: Kata = None) -> None:
    """Ask your solution once more what it answered wrongly last: inputs in full, and breakpoint() stops there."""
    from dojo.run.ask import ask as again

    progress = position()
    place = find(kata, progress)
    try:
        for text in again(place, place.solution(progress.course.root / "katas")):
            say(text)
    except LookupError as error:
        raise typer.BadParameter(error.args[0], param_hint="KATA") from None


@app.command()
def solution(kata: Annotated[str, typer.Argument(metavar="KATA")], yes: Yes = False) -> None:
    """Show the model solution of a kata."""
    from dojo.watch.actions import model_solution

    progress = position()
    place = find(kata, progress)
    if not progress.is_green(place) and not yes:
        typer.confirm(f"{place.id} is not green yet. Show its model solution all the same?", abort=True)
    say(model_solution(place))


@app.command()
def reset(kata: Annotated[str, typer.Argument(metavar="KATA")], yes: Yes = False) -> None:
    """Bring the stub of a kata back as it was shipped; your file is kept beside it."""
    from dojo.course import reset
    from dojo.watch.actions import reset_words

    place = find(kata, position())
    if not yes:
        typer.confirm(f"Bring back the stub of {place.id}? Your file is kept beside it.", abort=True)
    try:
        kept = reset.reset(place)
    except LookupError as error:
        raise typer.BadParameter(error.args[0], param_hint="KATA") from None
    say(reset_words(kept))


@app.command()
def new(kata: Annotated[str, typer.Argument(metavar="TRACK/KATA")]) -> None:
    """Begin a kata of your own: its folders with every file, red, saying what to fill in."""
    from dojo.course.new import create

    try:
        written = create(root(), kata)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="TRACK/KATA") from None
    say("\n".join(["written, each with what to fill in:", *(f"  {file}" for file in written)]))
    say(f"\nred until it is filled in: pytest katas/{kata.strip('/')} --solution reference")


@app.command()
def update() -> None:
    """Bring the course up to date with git; your solutions stay as they are."""
    from dojo.course.update import Failed
    from dojo.course.update import update as bring

    try:
        show(bring(root()))
    except Failed as error:
        show([(str(error), {"red": True})])
        raise typer.Exit(1) from None


class _Several(typer.core.TyperCommand):
    """``--katas a b c`` is ``--katas a --katas b --katas c``."""

    def parse_args(self, context, args):
        found, inside = [], False
        for arg in args:
            if arg == "--katas":
                inside = True
            elif arg.startswith("-"):
                inside = False
                found.append(arg)
            else:
                found += ["--katas", arg] if inside else [arg]
        return super().parse_args(context, found)


@app.command(cls=_Several)
def grade(
    submissions: Annotated[Path, typer.Argument(metavar="SUBMISSIONS", help="a folder or an archive for each student")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="where the results go")],
    katas: Annotated[list[str] | None, typer.Option("--katas", metavar="KATA", help="tracks or katas; several")] = None,
    stage: Annotated[
        list[str] | None, typer.Option("--stage", metavar="STAGE", help="only core, edges or torch; repeatable")
    ] = None,
    roster: Annotated[
        Path | None, typer.Option(metavar="CSV", help="with a column student: says who is missing")
    ] = None,
    points: Annotated[Path | None, typer.Option(metavar="TOML", help="points of katas and stages")] = None,
    sandbox: Annotated[str, typer.Option(metavar="LAYER", help="auto, bwrap, landlock or none")] = "auto",
    jobs: Annotated[int, typer.Option(min=0, help="processes that judge (default: the cores)")] = 0,
    shard: Annotated[str | None, typer.Option(metavar="K/N", help="only the K-th of N parts of the class")] = None,
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="of a Dask cluster, to judge there")] = None,
    again: Annotated[bool, typer.Option("--again", help="judge all anew, whatever is kept")] = False,
    timeout: Annotated[float, typer.Option(min=0.1, help="CPU seconds that a call may take")] = 20.0,
    memory: Annotated[float, typer.Option(min=0.0, help="GiB that a solution may ask for")] = 4.0,
) -> None:
    """Grade a class. What was judged before, and has not changed, is not judged again."""
    from dojo.grading.grade import Request
    from dojo.grading.grade import grade as run
    from dojo.grading.work.judging import Limits

    request = Request(
        *(submissions, out, tuple(katas or ()), roster, points, sandbox, jobs, shard, scheduler, again),
        limits=Limits(timeout=timeout, memory=memory, stages=tuple(stage or ())),
    )
    _exit_with(lambda: run(root(), request, say))


@app.command()
def collect(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="of the results, or of the folders of its parts")],
    points: Annotated[Path | None, typer.Option(metavar="TOML", help="points of katas and stages")] = None,
) -> None:
    """Put the parts of a grading together; it fails where a result is missing."""
    from dojo.grading.out.collect import collect as merge

    _exit_with(lambda: merge(root(), folder, points, say))


def _exit_with(work) -> None:
    """Exit with a code: 2 where the command can't be met, and 1 where the disk refuses it."""
    try:
        raise typer.Exit(work())
    except (ValueError, OSError) as error:
        where = f": {error.filename}" if isinstance(error, OSError) and error.filename else ""
        text = f"{error.strerror or error}{where}" if isinstance(error, OSError) else str(error)
        show([(text, {"red": True})])
        raise typer.Exit(1 if isinstance(error, OSError) else 2) from None


def main() -> None:
    """The console script."""
    app(prog_name="dojo")
