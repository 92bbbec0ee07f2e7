"""The course as a static site: which pages there are, and the folder that they are written into."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from dojo.book import front, katas, living
from dojo.book.drawings import FIGURES
from dojo.book.page import Page
from dojo.book.search import INDEX, index
from dojo.book.site import Site, page_of
from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.engine.base.files import SHIPPED_FILES, KataFiles

WRITTEN = ".dojo-book"
"""The list of what was written into a folder, a path a line."""
BESIDE = (
    "page.css",
    "search.js",
    "copy.js",
    "questions.js",
    "hunts.js",
    "living.js",
    *(f"figures/{name}.js" for name in ("figure", *FIGURES)),
    "figures/hunt.svg",
)
"""The files that pages share."""


class Occupied(OSError):
    """A folder holds what was not written by this program."""


def write(
    course: Course, out: Path, pictures: Path, progress: Progress | None = None, url: str = ""
) -> tuple[int, int]:
    """Write the course into a folder, in place of what was written there before.

    Parameters
    ----------
    course : Course
        The katas.
    out : Path
        The folder. It is new or empty, or a book was written into it.
    pictures : Path
        The folder with the pictures of milestones, which need not be there.
    progress : Progress, optional
        Where its reader is.
    url : str
        Where it will be published, where that is known.

    Returns
    -------
    int, int
        How many pages it has, and how many pictures of milestones.

    Raises
    ------
    Occupied
        Where something else is in the way; then nothing has changed.
    """
    site = Site(course, progress, pictures, url)
    texts = {page.path: page.whole(site) for page in pages(site)} | {INDEX: index(site)}
    if living.about(course):
        texts[living.MODEL] = living.script()
    shown = {f"pictures/{file.name}": file for files in site.milestones.values() for file in files}
    copies = shown | {name: Path(__file__).parent / name for name in BESIDE}
    before, now = _written(out), texts.keys() | copies.keys()
    _check(out, before, now)
    out.mkdir(parents=True, exist_ok=True)
    (out / WRITTEN).write_text("".join(f"{path}\n" for path in sorted(before | now)), encoding="utf-8")
    for path in now:
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        if path in texts:
            (out / path).write_text(texts[path], encoding="utf-8")
        else:
            shutil.copyfile(copies[path], out / path)
    _take_away(out, before - now)
    (out / WRITTEN).write_text("".join(f"{path}\n" for path in sorted(now)), encoding="utf-8")
    return sum(path.endswith(".html") for path in texts), len(shown)


def write_page(course: Course, out: Path, pictures: Path, place: KataFiles, progress: Progress) -> Path:
    """Write the page of a kata into a reader's pages, and all others where the course has changed since they were.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    OSError
        Where it can't be written.
    """
    site, page = Site(course, progress, pictures), out / page_of(place)
    if page.is_file() and _changed(out / WRITTEN) >= _changed(course.root / SHIPPED_FILES):
        page.write_text(katas.kata(site, place).whole(site), encoding="utf-8")
    else:
        write(course, out, pictures, progress)
    return page


def _changed(file: Path) -> float:
    return file.stat().st_mtime if file.is_file() else 0.0


def pages(site: Site) -> Iterator[Page]:
    """Yield every page."""
    yield from (front.first(site), *front.shared(site))
    if site.words:
        yield front.words_page(site)
    if site.milestones:
        yield front.milestones_page(site)
    yield from (katas.track(site, name) for name in site.course.tracks)
    yield from (katas.kata(site, place) for place in site.course.places)


def _written(out: Path) -> set[str]:
    """Return what was written before, as the list tells; none of it lies elsewhere."""
    try:
        lines = (out / WRITTEN).read_text(encoding="utf-8").split("\n")
    except OSError:
        return set()
    return {line for line in lines if line and not Path(line).is_absolute() and ".." not in Path(line).parts}


def _check(out: Path, before: set[str], now: set[str]) -> None:
    """Refuse a folder where something is in the way."""
    if out.exists() and not out.is_dir():
        raise Occupied(f"{out} is a file")
    if out.is_dir() and not (out / WRITTEN).is_file() and (held := sorted(path.name for path in out.iterdir())):
        more = ", ..." if len(held) > 3 else ""
        raise Occupied(f"{out} holds something else ({', '.join(held[:3])}{more}): give a new folder, or an empty one")
    for path in sorted(now - before):
        there = next((file for file in ((out / path).parent, out / path) if file.is_file()), None)
        if there or (out / path).exists():
            raise Occupied(f"{there or out / path} is in the way: it was not written by dojo book")


def _take_away(out: Path, paths: set[str]) -> None:
    """Delete files that were written before, and the folders that are empty then."""
    for path in paths:
        (out / path).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            (out / path).parent.rmdir()
