"""The pages of a site: their addresses and titles, and how one page leads to another."""

from __future__ import annotations

import functools
import itertools
import posixpath
import re
from pathlib import Path

from dojo.book.markdown import Text
from dojo.book.words import Word, words_in
from dojo.course.course import Course
from dojo.course.milestones import Milestone, milestones
from dojo.course.progress import Progress
from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles

FIRST, MAP, WORDS, MILESTONES, ASKED, NOTATION, HUNTS, COMPANIONS, JUDGES, BUILT = (
    f"{name}.html"
    for name in [
        "index",
        "map",
        "words",
        "milestones",
        "every_kata",
        "notation",
        "hunts",
        "companions",
        "judges",
        "what_you_built",
    ]
)
OF_ALL = {
    MAP: "MAP.md",
    ASKED: "README.md",
    NOTATION: "NOTATION.md",
    HUNTS: "HUNTS.md",
    COMPANIONS: "COMPANIONS.md",
    JUDGES: "JUDGES.md",
    BUILT: "WHAT_YOU_BUILT.md",
}
"""The file of each page about all katas, which a course may lack."""
_TITLES = {
    FIRST: "The course",
    MAP: "The map",
    WORDS: "Words",
    ASKED: "What every kata asks",
    NOTATION: "Notation",
    HUNTS: "How to hunt a bug",
    COMPANIONS: "Beside a book or a lecture",
    MILESTONES: "Milestones",
    JUDGES: "What judges let through",
    BUILT: "What you have built",
}
"""The titles of the pages that belong to no track, in the order of the contents."""
PICTURES = {".png", ".gif", ".svg", ".jpg", ".webp"}


class Site:
    """The pages of a course, and their addresses.

    Parameters
    ----------
    course : Course
        The katas.
    progress : Progress, optional
        Where its reader is; a book has many.
    pictures : Path, optional
        A folder with pictures of milestones, which need not be there: they take the place of those that are shipped.
    url : str
        Where it will be published, where that is known: a preview of a link needs the whole address of its picture.
    """

    def __init__(self, course: Course, progress: Progress | None = None, pictures: Path | None = None, url: str = ""):
        self.course, self.katas, self.progress = course, course.root / "katas", progress
        self._newer, self.url = pictures, url and f"{url.rstrip('/')}/"

    @functools.cached_property
    def green(self) -> set[KataFiles]:
        """The katas that are green, where it has one reader."""
        return {place for place in self.course.places if self.progress and self.progress.is_green(place)}

    @functools.cached_property
    def milestones(self) -> dict[Milestone, list[Path]]:
        """The milestones, and the pictures of each: those in the folder that was given, else those that are shipped."""
        return {m: [file for name in m.drawn for file in self._pictures(m, name)] for m in milestones(self.course)}

    @functools.cached_property
    def words(self) -> list[Word]:
        """The words of the field that the course explains."""
        return [word for word in words_in(self.katas)[0] if word.kata in self.course.by_name]

    def _pictures(self, milestone: Milestone, name: str) -> list[Path]:
        folders = (folder for folder in (self._newer, milestone.file.parent) if folder)
        files = (file for folder in folders for file in sorted(folder.glob(f"{name}.*")))
        return [file for file in files if file.suffix in PICTURES][:1]

    @functools.cached_property
    def preview(self) -> Path | None:
        """The picture of the GPT that learns to write, which stands for the course."""
        return next((file for files in self.milestones.values() for file in files if file.stem == "gpt_writes"), None)

    @functools.cached_property
    def addresses(self) -> dict[Path, str]:
        """The page of each file that has one: a folder stands for its README."""
        return {
            self.course.root: FIRST,
            self.katas: ASKED,
            **{self.katas / file: page for page, file in OF_ALL.items()},
            **{self.katas / track: f"{track}/index.html" for track in self.course.tracks},
            **{milestone.file: f"{MILESTONES}#{milestone.id}" for milestone in self.milestones},
            **{place.judge.parent: page_of(place) for place in self.course.places},
        }

    @functools.cached_property
    def general(self) -> dict[str, str]:
        """The pages that belong to no track, and their titles, in the order of the contents."""
        lacking = {page for page, file in OF_ALL.items() if not (self.katas / file).is_file()}
        lacking |= set() if self.milestones else {MILESTONES}
        lacking |= set() if self.words else {WORDS}
        return {path: title for path, title in _TITLES.items() if path not in lacking}

    def title(self, place: KataFiles) -> str:
        """Return the heading of a kata's page."""
        return self.titles[place.judge.parent]

    def neighbours(self, place: KataFiles) -> tuple[KataFiles | None, KataFiles | None]:
        """Return the katas before and after one, on the path, or on the first other path that has it."""
        course = self.course
        rows = (course.on_path, *map(course.on, course.paths.values()), course.places)
        same = next(row for row in rows if place in row)
        at = same.index(place)
        return (same[at - 1] if at else None), (same[at + 1] if at + 1 < len(same) else None)

    def users(self, place: KataFiles) -> list[KataFiles]:
        """Return the katas that import one."""
        return [other for other in self.course.order if place.name in facts(other).uses]

    @functools.cached_property
    def titles(self) -> dict[Path, str]:
        """The heading of the page of each kata and track, by its folder."""
        tracks = [self.katas / track for track in self.course.tracks]
        return {folder: _title(folder) for folder in (*tracks, *(place.judge.parent for place in self.course.places))}

    def text(self, page: str, folder: Path) -> Text:
        """Return a text that stands on a page, its links and pictures as seen from a folder."""
        return Text(folder, functools.partial(self._link, page, folder))

    def _link(self, page: str, folder: Path, address: str) -> str | None:
        if re.match(r"[a-z]+:|#", address):
            return address
        path, _, anchor = address.partition("#")
        file = Path(posixpath.normpath((folder / path).as_posix()))
        there = self.addresses.get(file.parent if file.name == "README.md" else file)
        return there and to(page, there) + (f"#{anchor}" if anchor else "")


def _title(folder: Path) -> str:
    """Return the heading of a folder's page; its name where there is none."""
    heading = re.match(r"# (.+)", text_of(folder / "README.md"))
    return heading[1].strip() if heading else folder.name.partition("_")[2].replace("_", " ")


def about(text: str) -> str:
    """Return the first paragraph of a text in plain words, cut after the sentence that makes it long."""
    first = next((part for part in text.split("\n\n") if part[:1].isalpha()), "")
    plain = re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", " ".join(first.split()))
    sentences = itertools.accumulate(re.split(r"(?<=[.?!:]) ", re.sub(r"[*$`]", "", plain)), "{} {}".format)
    return next((start for start in sentences if len(start) > 120), plain)


def page_of(place: KataFiles) -> str:
    """Return the path of a kata's page."""
    return f"{place.id}.html"


@functools.cache
def to(page: str, other: str) -> str:
    """Return the address of a page, as seen from another."""
    return posixpath.relpath(other, posixpath.dirname(page) or ".")


def text_of(file: Path) -> str:
    """Return what a file holds; nothing where it is not there."""
    return file.read_text(encoding="utf-8") if file.is_file() else ""
