"""The commands for a learner's folder as a whole: ``dojo init``, ``update``, ``notebook`` and ``report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dojo.cli.ends import ends_at, position, refused_as
from dojo.engine.base.files import COURSE, find_root
from dojo.run import listing
from dojo.watch.view import say, show


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a folder of your own; . is the one you are in")],
) -> None:
    """Set up a folder as your own course, without the answers."""
    from dojo.install.init import init as make

    with ends_at(ValueError, OSError):
        kept = make(folder, COURSE)
    for name in kept:
        say(f"{name} was there, and is as it was")
    there = "" if folder.resolve() == Path.cwd() else f'cd "{folder}", then '
    say(f"{folder} is your course. Next: {there}dojo")


def update() -> None:
    """Bring the course up to date; what you wrote stays as it is."""
    from dojo.install.update import Failed
    from dojo.install.update import update as bring

    with ends_at(Failed):
        show(bring(find_root()))


def notebook(
    out: Annotated[
        Path | None,
        typer.Argument(metavar="[OUT]", help="a new file (default: foundations_day_4.ipynb, in the course)"),
    ] = None,
    path: Annotated[str | None, typer.Option("--path", metavar="PATH", help="whose days (default: yours)")] = None,
    day: Annotated[list[int] | None, typer.Option("--day", metavar="N", help="which day; repeatable")] = None,
    colab: Annotated[bool, typer.Option("--colab", help="its first cell installs the course")] = False,
) -> None:
    """Write a day as a notebook whose cells judge your solutions."""
    from dojo.course.course import Course
    from dojo.engine.base.disk import write_whole
    from dojo.notebook.document import notebook as written

    with ends_at(ValueError, OSError):
        course = Course(find_root(), path)
        places = course.part(day or [1])
        days = ", ".join(map(str, day or [1]))
        name = course.path.name if course.path else "katas"
        file = out or course.root / f"{name}_day_{days.replace(', ', '_')}.ipynb"
        if file.exists():
            raise ValueError(f"{file} is there already, perhaps with your work in it: name another file")
        write_whole(file, written(course, places, f"{name.replace('_', ' ').capitalize()}, day {days}", colab))
    say(f"{file}: {len(places)} katas. Open it from the course's folder, in Jupyter or your editor.")


def report(
    kata: Annotated[str | None, typer.Argument(metavar="[KATA]", help="judge it, and add its verdict")] = None,
    with_solution: Annotated[bool, typer.Option("--with-solution", help="also add your solution")] = False,
    learning: Annotated[
        bool, typer.Option("--learning", help="print your own record instead: hours, ideas, what came back")
    ] = False,
) -> None:
    """Print what helps to find a fault: versions, platform, a verdict. Nothing is sent."""
    if learning:
        return say(listing.report(position()))
    from dojo.course.course import Course
    from dojo.run.report import report as lines

    course = Course(find_root())
    with refused_as("KATA"):
        place = None if kata is None else course.find(kata)
    print("\n".join(lines(course, place, with_solution)))


def book(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="a folder: new, empty, or with an older book")],
    pictures: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="pictures of milestones (default: pictures/)", exists=True, file_okay=False),
    ] = None,
    path: Annotated[str | None, typer.Option("--path", metavar="PATH", help="whose days it shows first")] = None,
    url: Annotated[
        str, typer.Option(metavar="URL", help="where it will be, so that previews of links show a picture")
    ] = "",
) -> None:
    """Write the whole course as a static site."""
    from dojo.book.book import write
    from dojo.course.course import Course

    with ends_at(OSError, ValueError):
        course = Course(find_root(), path)
        count, shown = write(course, out, pictures or course.root / "pictures", url=url)
    drawn = f"{shown} pictures of milestones" if shown else "no pictures of milestones: they draw them when they run"
    say(f"{count} pages, {drawn}. Begin with {out / 'index.html'}")
