"""``dojo``: the command beside pytest."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Annotated, NoReturn

import typer
import typer.core

from dojo.cli import (
    author_commands,
    class_commands,
    debugging,
    exam_commands,
    folder_commands,
    model_commands,
    practising,
)
from dojo.cli.ends import ends_at, position, refused_as
from dojo.course import hints, paths
from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.engine.base.disk import cut_off
from dojo.engine.base.files import KataFiles, NoCourse, find_own_root, version
from dojo.engine.base.files import find_root as root
from dojo.engine.base.mine import used_by
from dojo.engine.base.sealed import Damaged
from dojo.practice import recall as kept
from dojo.practice.due import Schedule
from dojo.run import documents, listing
from dojo.watch import pages
from dojo.watch.actions import reset_words, right_way, without_hints
from dojo.watch.view import say, show

_GROUPS = {
    "Learn": "watch next list path place read hint ask solution reset again back debug questions today notebook"
    " init update report",
    "Your model": "milestone load write look export",
    "A class": "release pack grade exam",
    "A course of your own": "new prove book",
}
"""The commands as ``dojo --help`` shows them."""


class Grouped(typer.core.TyperGroup):
    """The commands in groups."""

    def format_commands(self, context, formatter) -> None:
        """Write each group under its title."""
        for title, names in _GROUPS.items():
            with formatter.section(title):
                rows = [(f"{name:9}", self.commands[name].get_short_help_str(100)) for name in names.split()]
                formatter.write_dl(rows)


app = typer.Typer(cls=Grouped, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
Kata = Annotated[
    str | None, typer.Argument(metavar="[KATA]", help="a kata: softmax, 01_softmax, its path (default: the next)")
]
Json = Annotated[bool, typer.Option("--json", help="as JSON, for a program: dojo/FORMAT.md says what it holds")]
_FEW = 5
"""So many parts of ours are named where a path is chosen."""
Yes = Annotated[bool, typer.Option("--yes", "-y", help="do not ask")]


def find(name: str | None, progress: Progress) -> KataFiles:
    """The kata that a name means; the next one where none is given."""
    course = progress.course
    if name is None:
        return progress.next_of(course.places) or progress.next_of(course.places, complete=True) or course.places[-1]
    with refused_as("KATA"):
        return course.find(name)


def _version(asked: bool) -> None:
    if asked:
        say(f"dojo {version()}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", help="the version of the course", callback=_version, is_eager=True)]
PathName = Annotated[str | None, typer.Option("--path", metavar="PATH", help="only a path: dojo path lists them")]
Days = Annotated[list[int] | None, typer.Option("--day", metavar="N", help="only a day of the path; repeatable")]


@app.callback(invoke_without_command=True)
def begin(context: typer.Context, version: Version = False) -> None:
    """Katas for GenAI. Without a command: judge the next kata on every save."""
    if context.invoked_subcommand != "update" and (here := find_own_root()) and (words := cut_off(here)):
        show([(words, {"yellow": True})])
    if context.invoked_subcommand is None:
        watch(None)


@app.command()
def watch(kata: Kata = None, path: PathName = None, day: Days = None) -> None:
    """Judge a kata on every save; keys do the rest. Without a terminal, judge it once."""
    from dojo.watch.loop import watch as run
    from dojo.watch.walk import Walk

    place = None if kata is None else find(kata, position())
    with refused_as():
        walk = Walk(Course(root(), path), day or [], path is not None)
    place = place or walk.next()
    if place is not None and not sys.stdin.isatty():  # nobody can type q
        _judge_once("--kata", place.name)
    run(walk, place)


def _judge_once(*options: str) -> NoReturn:
    import os

    import pytest

    os.chdir(root())
    raise typer.Exit(int(pytest.main([*options])))


@app.command("next", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def next_(context: typer.Context) -> None:
    """Judge the next kata once: pytest --next. Options of pytest may follow."""
    _judge_once("--next", *context.args)


@app.command("list")
def list_(
    words: Annotated[list[str] | None, typer.Argument(metavar="[FILTER]...")] = None,
    path: PathName = None,
    json: Json = False,
    ideas: Annotated[bool, typer.Option("--ideas", help="the ideas that cost you most")] = False,
) -> None:
    """List tracks and katas. FILTER: part of a name, a state (red, green, not started), a day, a path."""
    progress, words = position(path, silent=json), words or []
    if ideas:
        return say(listing.ideas(progress.course))
    if json:
        return print(documents.of_list(progress, list(listing.chosen(progress, words))))
    if not (lines := listing.listing(progress, words, path is not None)):
        show([(listing.nothing_fits(progress, words), {"yellow": True})])
        raise typer.Exit(1)
    show(lines)


@app.command()
def path(
    name: Annotated[str | None, typer.Argument(metavar="[PATH]", help="the one to follow (default: list them)")] = None,
    first: Annotated[int | None, typer.Option("--from", metavar="DAY", help="the day to begin with")] = None,
):
    """Choose the path through the course: which kata is next. Without a name: list the paths."""
    progress = position(name)
    if not progress.course.paths:
        raise typer.BadParameter(f"this course has no paths: {paths.FILE} would hold them", param_hint="PATH")
    if name is None:
        return show(listing.table(progress))
    if first not in (None, *progress.course.days):
        raise typer.BadParameter(f"{name} has no day {first}", param_hint="--from")
    with ends_at(OSError, words="the path can't be kept: {0.strerror} ({0.filename})".format):
        paths.choose(progress.course.root, name, first or progress.course.first_day)
    progress = position(name)
    following = progress.next_of(progress.course.on_path)
    onward = f"next: {following.id} (dojo, or pytest --next)" if following else "all of it is green"
    where = f"{listing.position(progress, following)}; {onward}"
    show([(where, {"bold": True}), *_rests_on(progress), *listing.offer_to_place(progress)])


def _rests_on(progress: Progress) -> list[tuple[str, dict]]:
    """Say in a line what a path builds on, and what of it is ours."""
    course = progress.course
    names = {part.name for place in course.on_path for part in used_by(place)}
    ours = [place.name for place in course.order if place.name in names and place.name in progress.stand_ins]
    more = f", and {len(ours) - _FEW} more" if len(ours) > _FEW else ""
    after = f"it builds on {course.path.after}; " if course.path and course.path.after else ""
    return [(f"{after}by ours, until you write them: {', '.join(ours[:_FEW])}{more}", {})] if ours else []


@app.command()
def read(kata: Kata = None) -> None:
    """Read the statement of a kata in your browser."""
    progress = position()
    place = find(kata, progress)
    with ends_at(OSError, words="the page can't be written: {}".format):
        say(pages.open_page(place, progress))


@app.command()
def hint(kata: Kata = None, json: Json = False) -> None:
    """Show a hint for a kata, a stronger one each time."""
    progress = position(silent=json)
    place = find(kata, progress)
    if refused := without_hints(place, progress):
        return print(documents.of_hint(place, None)) if json else say(refused)
    known = hints.Hints(progress.course.root)
    if not json:
        return say(hints.message(place, known.following(place)))
    print(documents.of_hint(place, known.after_a_try(place)))


@app.command()
def ask(kata: Kata = None, json: Json = False) -> None:
    """Repeat the call that went wrong; breakpoint() stops there."""
    from dojo.engine.base.mine import parts_of
    from dojo.run.ask import ask as again
    from dojo.run.ask import expected

    progress = position(silent=json)
    place, katas = find(kata, progress), progress.course.root / "katas"
    with refused_as("KATA"):
        texts = again(place, place.solution(katas), parts_of(place, katas, progress.stand_ins))
    if json:
        return print(documents.of_answer(place, texts, expected(place)))
    for text in texts:
        say(text)


@app.command()
def solution(
    kata: Annotated[str, typer.Argument(metavar="KATA")],
    way: Annotated[int, typer.Argument(metavar="[N]", min=1, help="which right way (default: the first)")] = 1,
    yes: Yes = False,
) -> None:
    """Show the model solution of a kata, or a different right way."""
    progress = position()
    place = find(kata, progress)
    if place.shows_solution and not progress.is_green(place) and not yes:
        typer.confirm(f"{place.id} is not green yet. Show its model solution all the same?", abort=True)
    with ends_at(LookupError):
        say(right_way(place, way - 1))


@app.command()
def reset(kata: Annotated[str, typer.Argument(metavar="KATA")], yes: Yes = False) -> None:
    """Restore the stub of a kata; your file is kept beside it."""
    from dojo.course import reset

    place = find(kata, position())
    if not yes:
        typer.confirm(f"Restore the stub of {place.id}? Your file is kept beside it.", abort=True)
    with _changing_a_stub():
        say(reset_words(reset.reset(place)))


@app.command()
def again(
    kata: Annotated[str | None, typer.Argument(metavar="[KATA]", help="default: what is due first")] = None,
) -> None:
    """Write a green kata again; dojo back returns to your own solution."""
    progress = position()
    first = Schedule(progress).first
    place = find(kata, progress) if kata else first.place if first else None
    if place is None or not progress.is_green(place):
        wrong = "nothing is green yet" if place is None else f"{place.id} is not green yet"
        raise typer.BadParameter(wrong, param_hint="KATA")
    with _changing_a_stub():
        practising.begin_recall(place, progress)


@app.command()
def back(kata: Annotated[str, typer.Argument(metavar="KATA")]) -> None:
    """Return to the last green version; what is there now is kept, too."""
    progress = position()
    place = find(kata, progress)
    with _changing_a_stub():
        aside = kept.bring_back(place, progress.practice)
        say(f"{place.id} is again the version that was green last.")
        if aside is not None:
            say(f"What was there is kept as {aside.name}.")


@contextlib.contextmanager
def _changing_a_stub() -> Iterator[None]:
    """Inside, what goes wrong is said."""
    words = "nothing is changed: {0.strerror} ({0.filename})".format
    with refused_as("KATA"), ends_at(OSError, words=words):
        yield


for elsewhere in (
    *(practising.today, practising.questions, practising.place, debugging.debug),
    *(model_commands.milestone, model_commands.load, model_commands.write, model_commands.look, model_commands.export),
    *(folder_commands.init, folder_commands.update, folder_commands.notebook, folder_commands.report),
    *(folder_commands.book, class_commands.pack, author_commands.new, author_commands.prove),
):
    app.command()(elsewhere)
for of_katas in (class_commands.release, class_commands.grade):
    app.command(cls=class_commands.Several)(of_katas)
app.add_typer(exam_commands.exam, name="exam")


def main() -> None:
    """The console script."""
    try:
        app(prog_name="dojo")
    except (NoCourse, Damaged) as error:
        show([(str(error), {"red": True})])
        sys.exit(2)
