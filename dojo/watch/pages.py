"""The pages of the course for a reader, and as a book."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dojo.base.files import KataFiles, find_root
from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.course.record import FOLDER
from dojo.run.screen import short
from dojo.watch.actions import ends_at
from dojo.watch.view import say

_ELSEWHERE = """\
No browser can be opened from here. The page is this file:

  {page}

From another machine you read it so: serve the folder here,

  python -m http.server 8000 --bind 127.0.0.1 --directory {folder}

let your editor hand on the port (or ssh -L 8000:localhost:8000), and open

  http://localhost:8000/{path}"""


def open_page(place: KataFiles, progress: Progress) -> str:
    """Write the pages anew, show that of a kata in the browser, and say where it is.

    Parameters
    ----------
    place : KataFiles
        The kata.
    progress : Progress
        Where its reader is.

    Raises
    ------
    OSError
        Where they can't be written.
    """
    from dojo.course.pages.book import write
    from dojo.course.pages.site import page_of

    folder, root = progress.course.root / FOLDER / "pages", progress.course.root
    write(progress.course, folder, root / "pictures", progress)
    page = folder / page_of(place)
    if open_in_browser(page):
        return f"in your browser: {page.relative_to(root).as_posix()}"
    return _ELSEWHERE.format(page=page, folder=short(folder, root), path=page_of(place))


def open_in_browser(page: Path) -> bool:
    """Show a page in the browser; False where there is none, or it would be on another screen."""
    import webbrowser

    has_screen = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not has_screen or os.environ.get("SSH_CONNECTION"):
        return False
    try:
        return webbrowser.open(page.as_uri())
    except webbrowser.Error:
        return False


def book(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="a folder: new, empty, or with an older book")],
    pictures: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="pictures of milestones (default: pictures/)", exists=True, file_okay=False),
    ] = None,
    path: Annotated[str | None, typer.Option("--path", metavar="PATH", help="whose days it shows first")] = None,
    url: Annotated[
        str, typer.Option(metavar="URL", help="where it will be: previews of links show a picture then")
    ] = "",
) -> None:
    """Write the whole course as a static site."""
    from dojo.course.pages.book import write

    with ends_at(OSError, ValueError):
        course = Course(find_root(), path)
        count, shown = write(course, out, pictures or course.root / "pictures", url=url)
    drawn = f"{shown} pictures of milestones" if shown else "no pictures of milestones: they draw them when they run"
    say(f"{count} pages, {drawn}. Begin with {out / 'index.html'}")
