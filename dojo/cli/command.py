"""``dojo``: the command beside pytest."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from dojo.base.disk import cut_off
from dojo.base.files import KataFiles, NoCourse, find_own_root, version
from dojo.base.files import find_root as root
from dojo.base.sealed import Damaged
from dojo.cli import author_commands, class_commands, folder_commands, model_commands
from dojo.cli.model_commands import OURS, Parts, parts_of
from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.watch import debugging, pages, practising
from dojo.watch.actions import position, without_hints
from dojo.watch.view import say, show

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
Kata = Annotated[
    str | None, typer.Argument(metavar="[KATA]", help="a kata: softmax, 01_softmax, its path (default: the next)")
]
Json = Annotated[bool, typer.Option("--json", help="as JSON, for a program: dojo/FORMAT.md says what it holds")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="do not ask")]


def find(name: str | None, progress: Progress) -> KataFiles:
    """The kata that a name means; the next one where none is given."""
    course = progress.course
    if name is None:
        return progress.next_of(course.places) or progress.next_of(course.places, complete=True) or course.places[-1]
    try:
        return course.find(name)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="KATA") from None


def _version(asked: bool) -> None:
    if asked:
        say(f"dojo {version()}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", help="the version of the course", callback=_version, is_eager=True)]
PathName = Annotated[str | None, typer.Option("--path", metavar="PATH", help="only a path: dojo path lists them")]
Days = Annotated[list[int] | None, typer.Option("--day", metavar="N", help="only a day of the path; repeatable")]


@app.callback(invoke_without_command=True)
def begin(context: typer.Context, version: Version = False) -> None:
    """Katas for the foundations of generative AI. Without a command: judge the next kata on every save."""
    if context.invoked_subcommand != "update" and (here := find_own_root()) and (told := cut_off(here)):
        show([(told, {"yellow": True})])
    if context.invoked_subcommand is None:
        watch(None)


@app.command()
def watch(kata: Kata = None, path: PathName = None, day: Days = None) -> None:
    """Judge a kata on every save; keys do the rest."""
    from dojo.watch.loop import watch as run
    from dojo.watch.walk import Walk

    place = None if kata is None else find(kata, position())
    try:
        walk = Walk(Course(root(), path), day or [], path is not None)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    run(walk, place)


@app.command("next", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def next_(context: typer.Context) -> None:
    """Judge the next kata once: pytest --next. You may add options of pytest."""
    import os

    import pytest

    os.chdir(root())
    raise typer.Exit(int(pytest.main(["--next", *context.args])))


@app.command("list")
def list_(
    words: Annotated[list[str] | None, typer.Argument(metavar="[FILTER]...")] = None,
    path: PathName = None,
    json: Json = False,
) -> None:
    """List tracks and katas. FILTER: part of a name, a state (red, green, not started), a day, a path."""
    from dojo.course.listing import chosen, listing, nothing_fits
    from dojo.run import documents

    progress, words = position(path, silent=json), words or []
    if json:
        return print(documents.of_list(progress, chosen(progress, words)))
    if not (lines := listing(progress, words, path is not None)):
        show([(nothing_fits(progress, words), {"yellow": True})])
        raise typer.Exit(1)
    show(lines)


@app.command()
def path(
    name: Annotated[str | None, typer.Argument(metavar="[PATH]", help="the one to go (default: list them)")] = None,
):
    """Choose the path through the course: which kata is next. Without a name: list the paths."""
    from dojo.course import paths
    from dojo.course.listing import position as where
    from dojo.course.listing import table

    progress = position(name)
    if not progress.course.paths:
        raise typer.BadParameter(f"this course has no paths: {paths.FILE} would hold them", param_hint="PATH")
    if name is None:
        return show(table(progress))
    try:
        paths.choose(progress.course.root, name)
    except OSError as error:
        show([(f"the path can't be kept: {error.strerror} ({error.filename})", {"red": True})])
        raise typer.Exit(1) from None
    following = progress.next_of(progress.course.on_path)
    onward = f"next: {following.id} (dojo, or pytest --next)" if following else "all of it is green"
    show([(f"{where(progress, following)}; {onward}", {"bold": True})])


@app.command()
def read(kata: Kata = None) -> None:
    """Read the statement of a kata in your browser."""
    progress = position()
    try:
        say(pages.open_page(find(kata, progress), progress))
    except OSError as error:
        show([(f"the page can't be written: {error}", {"red": True})])
        raise typer.Exit(1) from None


@app.command()
def hint(kata: Kata = None, json: Json = False) -> None:
    """Show a hint for a kata, a stronger one each time."""
    from dojo.course import hints
    from dojo.run import documents

    progress = position(silent=json)
    place = find(kata, progress)
    if refused := without_hints(place, progress):
        return print(documents.of_hint(place, None)) if json else say(refused)
    hint = hints.Hints(progress.course.root).following(place)
    print(documents.of_hint(place, hint)) if json else say(hints.told(place, hint))


@app.command()
def ask(kata: Kata = None, json: Json = False) -> None:
    """Ask your solution again what it last answered wrongly: inputs in full, and breakpoint() stops there."""
    from dojo.base.mine import parts_of
    from dojo.run import documents
    from dojo.run.ask import ask as again

    progress = position(silent=json)
    place, katas = find(kata, progress), progress.course.root / "katas"
    try:
        told = again(place, place.solution(katas), parts_of(place, katas, progress.stand_ins))
        if json:
            return print(documents.of_answer(place, told))
        for text in told:
            say(text)
    except LookupError as error:
        raise typer.BadParameter(error.args[0], param_hint="KATA") from None


@app.command()
def solution(
    kata: Annotated[str, typer.Argument(metavar="KATA")],
    way: Annotated[int, typer.Argument(metavar="[N]", min=1, help="which right way (default: the first)")] = 1,
    yes: Yes = False,
) -> None:
    """Show the model solution of a kata, or a different right way."""
    from dojo.watch.actions import right_way

    progress = position()
    place = find(kata, progress)
    if place.shows_solution and not progress.is_green(place) and not yes:
        typer.confirm(f"{place.id} is not green yet. Show its model solution all the same?", abort=True)
    try:
        say(right_way(place, way - 1))
    except LookupError as error:
        show([(error.args[0], {"red": True})])
        raise typer.Exit(1) from None


@app.command()
def milestone(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="10, language_model, first_look (default: list them)")
    ] = None,
    minutes: Annotated[float | None, typer.Option(min=0.0, help="how long it may train, where it trains")] = None,
    text: Annotated[Path | None, typer.Option(help="a text file of yours, where it reads one", exists=True)] = None,
    parts: Parts = None,
) -> None:
    """Put your own code to work on something real: one milestone a track, and a few smaller ones."""
    from dojo.course.milestones import find as find_milestone
    from dojo.course.milestones import milestones, missing, run
    from dojo.watch.actions import offer_to_open

    progress = position()
    course, table = progress.course, parts_of(parts, progress)
    if name is None:
        show([(line, {}) for line in _milestone_lines(milestones(course), table)])
        return
    try:
        chosen = find_milestone(course, name)
    except ValueError as error:
        raise typer.BadParameter(error.args[0], param_hint="NAME") from None
    if needs := chosen.needs(table):
        say(missing(chosen, needs))
        raise typer.Exit(1)
    if parts == OURS:
        say("With our parts in place of yours: this is what you will have written.\n")
    say(f"{chosen.about}\n")
    wrong, pictures = run(chosen, table, minutes=minutes, text=text, keeps=parts is None)
    if wrong:
        say(f"\n{wrong}")
        raise typer.Exit(1)
    offer_to_open(pictures)


def _milestone_lines(known: list, table: dict[str, Path]) -> Iterator[str]:
    """The milestones, and what each needs."""
    width = max((len(one.number) for one in known), default=0)
    for one in known:
        needs = one.needs(table)
        katas = "1 kata" if len(needs) == 1 else f"{len(needs)} katas"
        yield f"{one.number:>{width}}  {one.title}" + (f"  ({katas} to go, next {needs[0]})" if needs else "")


@app.command()
def reset(kata: Annotated[str, typer.Argument(metavar="KATA")], yes: Yes = False) -> None:
    """Restore the stub of a kata as it was shipped; your file is kept beside it."""
    from dojo.course import reset
    from dojo.watch.actions import reset_words

    place = find(kata, position())
    if not yes:
        typer.confirm(f"Restore the stub of {place.id}? Your file is kept beside it.", abort=True)
    try:
        kept = reset.reset(place)
    except LookupError as error:
        raise typer.BadParameter(error.args[0], param_hint="KATA") from None
    say(reset_words(kept))


@app.command()
def again(
    kata: Annotated[str | None, typer.Argument(metavar="[KATA]", help="default: what is due first")] = None,
) -> None:
    """Do a green kata again, from a fresh stub; dojo back returns to your own solution."""
    from dojo.course.due import Schedule

    progress = position()
    first = Schedule(progress).first
    place = find(kata, progress) if kata else first and first.place
    if place is None or not progress.is_green(place):
        told = "nothing is green yet" if place is None else f"{place.id} is not green yet"
        raise typer.BadParameter(told, param_hint="KATA")
    _told(lambda: practising.begin_recall(place, progress))


@app.command()
def back(kata: Annotated[str, typer.Argument(metavar="KATA")]) -> None:
    """Return to the last green version of a kata; the file that is there now is kept beside it."""
    from dojo.course import kept

    progress = position()
    place = find(kata, progress)

    def bring_back():
        aside = kept.bring_back(place, progress.practice)
        say(f"{place.id} is again the version that was green last.")
        if aside is not None:
            say(f"What was there is kept as {aside.name}.")

    _told(bring_back)


def _told(change) -> None:
    """Change a stub, and say what went wrong."""
    try:
        change()
    except LookupError as error:
        raise typer.BadParameter(error.args[0], param_hint="KATA") from None
    except OSError as error:
        show([(f"nothing is changed: {error.strerror} ({error.filename})", {"red": True})])
        raise typer.Exit(1) from None


app.command()(practising.today)
app.command()(practising.place)
app.command()(debugging.debug)
app.command()(model_commands.write)
app.command()(model_commands.look)
app.command()(model_commands.export)
app.command()(folder_commands.init)
app.command()(folder_commands.update)
app.command()(folder_commands.notebook)
app.command()(folder_commands.report)
app.command(cls=class_commands.Several)(class_commands.release)
app.command()(class_commands.pack)
app.command(cls=class_commands.Several)(class_commands.grade)
app.command()(class_commands.collect)
app.command()(pages.book)
app.command()(author_commands.new)
app.command()(author_commands.prove)


def main() -> None:
    """The console script."""
    try:
        app(prog_name="dojo")
    except (NoCourse, Damaged) as error:
        show([(str(error), {"red": True})])
        sys.exit(2)
