"""The pages of the course, for a reader."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from dojo.course.progress import Progress
from dojo.course.record import FOLDER
from dojo.engine.base.files import KataFiles
from dojo.run.screen import short

_ELSEWHERE = """\
No browser can be opened from here. The page is this file:

  {page}

From another machine you read it so: serve the folder here,

  python -m http.server 8000 --bind 127.0.0.1 --directory {folder}

let your editor hand on the port (or ssh -L 8000:localhost:8000), and open

  http://localhost:8000/{path}"""


def open_page(place: KataFiles, progress: Progress) -> str:
    """Write the page of a kata, show it in the browser, and say where it is.

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
    from dojo.book.book import write_page

    folder, root = progress.course.root / FOLDER / "pages", progress.course.root
    page = write_page(progress.course, folder, root / "pictures", place, progress)
    if open_in_browser(page):
        return f"in your browser: {page.relative_to(root).as_posix()}"
    return _ELSEWHERE.format(page=page, folder=short(folder, root), path=page.relative_to(folder).as_posix())


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
