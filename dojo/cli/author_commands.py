"""The commands for authors: ``dojo new`` and ``dojo prove``."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Annotated

import typer

from dojo.cli.ends import refused_as
from dojo.engine.base.files import find_own_root
from dojo.watch.view import say, show


def new(
    kata: Annotated[str, typer.Argument(metavar="TRACK/KATA")],
    plain: Annotated[bool, typer.Option("--plain", help="about plain Python: strings, numbers, lists")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="also begin a course, without asking")] = False,
) -> None:
    """Begin a kata of your own: every red file says what to fill in."""
    from dojo.authors.new import create
    from dojo.install.init import begin_course

    root = find_own_root()
    if root is None:
        root = Path.cwd()
        if not yes:
            typer.confirm(f"There is no course here. Begin one in {root}?", abort=True)
        say("\n".join(f"written: {file}" for file in begin_course(root)))
    with refused_as("TRACK/KATA"):
        written = create(root, kata, plain)
    say("\n".join(["written, each with what to fill in:", *(f"  {file}" for file in written)]))
    say(f"\nwhat is left to do, at any time: dojo prove {kata.strip('/').rpartition('/')[2]}")


def prove(
    katas: Annotated[list[str] | None, typer.Argument(metavar="[KATA]...", help="default: all")] = None,
    every: Annotated[bool, typer.Option("--all", help="with every seed and every mutant")] = False,
    only: Annotated[str | None, typer.Option("-k", metavar="WORDS", help="only proofs whose names match")] = None,
    jobs: Annotated[int, typer.Option("-n", metavar="N", min=0, help="processes that prove")] = 0,
    worth: Annotated[
        bool, typer.Option(help="tell what a learner would read of each mistake if it were not listed")
    ] = False,
    ladder: Annotated[
        bool, typer.Option(help="tell where our own solutions differ on questions that no test asks")
    ] = False,
    lot: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="with --worth, only N mistakes, drawn by lot")
    ] = None,
    seed: Annotated[str, typer.Option(metavar="WORD", help="with --lot, the seed of the draw")] = "",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="with --worth, each mistake and its words")] = False,
) -> None:
    """Prove katas of yours: right is accepted, wrong is rejected."""
    from dojo.authors.proving import prove as run

    if (root := find_own_root()) is None:
        show([("there is no course here: stand in a folder with katas/ and reference/", {"red": True})])
        raise typer.Exit(2)
    os.chdir(root)
    options = [*(["-k", only] if only else []), *(["-n", str(jobs)] if jobs else [])]
    with refused_as("KATA"):
        tells = functools.partial(_tell, of_ladders=ladder, count=lot, seed=seed, each=verbose)
        code = tells(root, katas or []) if worth or ladder else run(root, katas or [], every, options)
    raise typer.Exit(code)


def _tell(root: Path, names: list[str], of_ladders: bool, **drawn) -> int:
    from dojo.authors import ladders, worth
    from dojo.course.course import Course

    course = Course(root)
    places = [course.find(name) for name in names] or course.places
    if of_ladders:
        return ladders.tell(places)
    worth.tell(places, **drawn)
    return 0
