"""``dojo debug``: a bug hunt, step by step."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from dojo.cli.ends import ends_at, position
from dojo.course.practice import kind_of
from dojo.course.progress import Progress
from dojo.engine.base import layout, sealed
from dojo.engine.base.files import KataFiles, find_root
from dojo.practice.due import Schedule
from dojo.watch.actions import left_out
from dojo.watch.view import say, show

if TYPE_CHECKING:
    from dojo.practice.hunting import Hunt
    from dojo.practice.whole_model import WholeModel

ERRORS = LookupError, SyntaxError, OSError, ValueError
"""The errors of a hunt that are said in a line: of its steps, and of files that a learner has written."""
_SHOWN = "katas/HUNTS.md"
"""The page on which a hunt is shown."""


def debug(
    kata: Annotated[
        str | None, typer.Argument(metavar="[KATA]", help="a kata that is green (default: the hunt that is on)")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, metavar="N", help="which bug is drawn")] = None,
    answer: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="your answer: the number of an idea that is shown")
    ] = None,
    hint: Annotated[bool, typer.Option("--hint", help="the next of five steps, on the code of this hunt")] = False,
    give_up: Annotated[bool, typer.Option("--give-up", help="end the hunt, and show the line")] = False,
    model: Annotated[
        bool, typer.Option("--model", help="hunt in a complete GPT that somebody else has written")
    ] = False,
    bugs: Annotated[int, typer.Option(min=1, metavar="N", help="with --model: how many bugs it has")] = 3,
    check: Annotated[
        str | None, typer.Option("--check", metavar="PART", help="judge one part of the model; list names them")
    ] = None,
) -> None:
    """Hunt a bug in a kata that is green: see it, name it, mend it."""
    from dojo.practice.whole_model import WholeModel

    with ends_at(*ERRORS):
        if model or check:
            say(_in_model(WholeModel(find_root()), bugs, seed, check, hint, give_up))
        else:
            progress = position()
            go_on(_place(kata, progress), progress, seed, answer, hint, give_up)


def begin(place: KataFiles, progress: Progress, seed: int | None = None) -> None:
    """Begin a hunt, and say what to do."""
    from dojo.practice.hunting import Hunt

    sealed.opened(place.root)
    entries = progress.practice.entries().values()
    is_first = not any(kind_of(entry) == "hunt" for entry in entries) and (place.root / _SHOWN).is_file()
    first = f"\n\nIs it your first hunt? {_SHOWN} shows one, step by step." if is_first else ""
    with contextlib.closing(Hunt(place, progress.practice)) as hunt:
        size, name = hunt.begin(seed), place.name
        few = f"a call with {size} number{'s' * (size != 1)}" if size else "a very small call"
        say(
            f"{hunt.file.relative_to(place.root).as_posix()} is {name} as somebody else has written it. It looks right,"
            " and has one bug.\n\n"
            f"1  see it    write a call in breaks, at its end, on which it goes wrong:\n"
            f"             {few} is enough\n"
            "2  name it   which of four ideas is behind it\n"
            f"3  mend it   pytest --hunt {name} judges the file\n\n"
            f"dojo debug {name} goes on after each step. --hint helps, --give-up ends it.{first}"
        )


def go_on(
    place: KataFiles, progress: Progress, seed: int | None = None, answer: int | None = None, hint=False, give_up=False
) -> None:
    """Take the next step of a hunt; once it is over, say what comes then."""
    from dojo.practice.hunting import Hunt

    was = progress.practice.open(place)
    if was is None and (answer is not None or hint or give_up):
        raise LookupError(f"no hunt is on for {place.name}: dojo debug {place.name} begins one")
    if was is None:
        begin(place, progress, seed)
        return
    with contextlib.closing(Hunt(place, progress.practice)) as hunt:
        _step(hunt, answer, hint, give_up)
    if progress.practice.open(place) is None:
        say(f"\n{Schedule(progress).onward(place)}")


def _step(hunt: Hunt, answer: int | None, hint: bool, give_up: bool) -> None:
    if give_up:
        say(hunt.give_up())
    elif hint:
        show(layout.lines(hunt.hint(), None, layout.size_of(sys.stdout)[0]))
    elif hunt.is_changed:
        _mend(hunt)
    else:
        _see(hunt, answer)


def _in_model(hunt: WholeModel, bugs: int, seed: int | None, check: str | None, hint: bool, give_up: bool) -> str:
    """Take the next step of the hunt in a whole model, and say what came of it."""
    from dojo.practice.whole_model import checks

    if check == "list":
        width = max(map(len, checks().ABOUT))
        return "\n".join(f"{part:<{width}}  {about}" for part, about in checks().ABOUT.items())
    if not hunt.kept:
        if check:
            raise LookupError("no hunt in a whole model is on: dojo debug --model begins one")
        hunt.begin(bugs, seed)
        folder = hunt.folder.relative_to(hunt.root).as_posix()
        return f"{folder}/ is somebody else's GPT, with {bugs} bug{'s' * (bugs > 1)}. Begin with {folder}/model.py"
    if check:
        if check not in checks().FILE_OF:
            raise LookupError(f"--check {check}: there is no such part; there are {', '.join(checks().FILE_OF)}")
        return f"{check}: {hunt.wrong(check).get(check) or 'right'}"
    if give_up:
        return hunt.give_up()
    return hunt.hint() if hint else hunt.judged(say)


def _place(kata: str | None, progress: Progress) -> KataFiles:
    """The kata that is hunted in.

    Raises
    ------
    LookupError
        Where it is not green, or its solutions are not shown.
    """
    course, practice = progress.course, progress.practice
    green = [place for place in course.order if progress.is_green(place)]
    if kata is None:
        places = progress.practised_now() or sorted(green, key=lambda place: len(practice.of(place)))
        if not places:
            raise LookupError("no kata is green yet: a hunt looks for a bug in one that you have written")
        return places[0]
    place = course.find(kata)
    if not place.shows_solution:
        raise LookupError(left_out(place))
    if place not in green and practice.open(place) is None:
        raise LookupError(f"{place.id} is not green yet: a hunt looks for a bug in what you have written")
    return place


def _see(hunt: Hunt, answer: int | None) -> None:
    """Take the first step, and the second once it is done."""
    sight = hunt.see()
    columns, _ = layout.size_of(sys.stdout)
    title, *rest = layout.lines(sight.lesson, None, columns)
    show([(title[0], {"green": sight.wrong is not None, "bold": True}), *rest])
    if sight.wrong is None:
        return
    onward = f"Mend it in {hunt.file.name}, then: dojo debug {hunt.place.name}"
    is_named = hunt.kept.get("named")
    if is_named or not (suspects := hunt.suspects(sight.wrong)):
        say(f"\n{'It is named. ' if is_named else ''}{onward}")
        return
    say("\nWhich idea is behind it?\n")
    for number, suspect in enumerate(suspects, 1):
        show([(line, {}) for line in [*layout.paragraph(str(suspect.idea), "   ", first=f"{number}  "), ""]])
    if answer is None and sys.stdin.isatty():
        answer = typer.prompt(f"1 to {len(suspects)}", type=int)
    if answer is None:
        say(f"dojo debug {hunt.place.name} --answer N says which.")
    elif not 1 <= answer <= len(suspects):
        raise ValueError(f"there are {len(suspects)} ideas")
    elif (excluded := hunt.guess(suspects[answer - 1])) is not None:
        title, *rest = layout.lines(excluded, None, columns)
        show([(title[0], {"yellow": True}), *rest])
    else:
        show([(f"Yes. {onward}", {"green": True})])


def _mend(hunt: Hunt) -> None:
    """Take the third step: all that the judge asks."""
    import pytest

    if code := int(pytest.main(["--hunt", hunt.place.name])):
        hunt.practice.change(hunt.place, runs=hunt.kept.get("runs", 0) + 1)
        raise typer.Exit(code)
    say(f"\n{hunt.mended()}")
