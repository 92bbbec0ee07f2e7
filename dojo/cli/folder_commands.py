"""The commands for a learner's folder as a whole: ``dojo init`` and ``dojo update``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dojo.base.files import COURSE, find_root
from dojo.watch.view import say, show


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a folder of your own; . is the one you are in")],
) -> None:
    """Make a folder your own course: statements, stubs, tests, settings; without the answers."""
    from dojo.install.init import init as make

    try:
        kept = make(folder, COURSE)
    except (ValueError, OSError) as error:
        show([(str(error), {"red": True})])
        raise typer.Exit(1) from None
    for name in kept:
        say(f"{name} was there, and is as it was")
    there = "" if folder.resolve() == Path.cwd() else f'cd "{folder}", then '
    say(f"{folder} is your course. Next: {there}dojo")


def update(
    whole: Annotated[bool, typer.Option("--whole", help="replace dojo/ and reference/ though you edited them")] = False,
) -> None:
    """Bring the course up to date; what you wrote stays as it is."""
    from dojo.install.update import Failed
    from dojo.install.update import update as bring

    try:
        show(bring(find_root(), whole))
    except Failed as error:
        show([(str(error), {"red": True})])
        raise typer.Exit(1) from None
