"""The list of katas in the watch: keys change its state, and its state gives lines."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dojo.course.course import Course
from dojo.course.states import state
from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles
from dojo.run.listing import MARKUP, fits
from dojo.watch.walk import Walk

_STEPS = {"up": -1, "k": -1, "down": 1, "j": 1}
_ENDS = {"home": 0, "g": 0, "end": -1, "G": -1}
_NARROW = 70
"""Columns below which a kata is named without its track."""


@dataclass(frozen=True)
class Row:
    """A kata of the list.

    Parameters
    ----------
    place : KataFiles
        The kata itself.
    now : str
        Its state.
    is_on_path : bool
        Whether it is listed at first.
    """

    place: KataFiles
    now: str
    is_on_path: bool


@dataclass(frozen=True)
class Browser:
    """The list, and where one is in it.

    Parameters
    ----------
    course : Course
        The katas.
    rows : tuple of Row
        All of them.
    here : KataFiles
        The kata that is judged.
    at : KataFiles or None
        The kata that is marked; None where none is shown.
    shows_all : bool
        Whether those beyond the path are shown too.
    sought : str or None
        What is typed to find a kata; None where nothing is.
    end : str
        ``"go"`` or ``"back"`` once the list is done with.
    """

    course: Course
    rows: tuple[Row, ...]
    here: KataFiles
    at: KataFiles | None
    shows_all: bool = False
    sought: str | None = None
    end: str = ""

    @property
    def shown(self) -> list[Row]:
        words = (self.sought or "").split()
        listed = (row for row in self.rows if self.shows_all or row.is_on_path)
        return [row for row in listed if fits(self.course, row.place, row.now, words)]

    @property
    def index(self) -> int:
        """The place of the marked kata among those that are shown."""
        places = [row.place for row in self.shown]
        return places.index(self.at) if self.at in places else 0


def opened(walk: Walk, here: KataFiles) -> Browser:
    """The list as it is first seen, with the kata that is judged in view."""
    progress, path = walk.progress(), set(walk.path)
    rows = tuple(Row(place, state(place, progress), place in path) for place in walk.course.order)
    return Browser(walk.course, rows, here, here, shows_all=here not in path)


def pressed(browser: Browser, key: str, page: int) -> Browser:
    """The list after a key.

    Parameters
    ----------
    browser : Browser
        The list before it.
    key : str
        A character, or the name of a key as `dojo.watch.keys` has it.
    page : int
        How many katas a page key moves by.
    """
    if browser.sought is not None and (searching := _searching(browser, browser.sought, key)) is not None:
        return searching
    steps = {**_STEPS, "pageup": -page, "pagedown": page}
    if key == "enter":
        return replace(browser, end="go") if browser.shown else browser
    if key in ("escape", "q", "l"):
        return replace(browser, end="back")
    if key in steps:
        return _moved(browser, browser.index + steps[key])
    if key in _ENDS:
        return _moved(browser, len(browser.shown) - 1 if _ENDS[key] else 0)
    if key == "a":
        return _marked(replace(browser, shows_all=not browser.shows_all))
    return replace(browser, sought="") if key == "/" else browser


def _searching(browser: Browser, sought: str, key: str) -> Browser | None:
    """The list after a key while a kata is sought; None where the key means what it always does."""
    if key == "escape":
        return replace(browser, sought=None)
    if key == "backspace":
        return _marked(replace(browser, sought=sought[:-1]))
    return _marked(replace(browser, sought=sought + key)) if len(key) == 1 else None


def _moved(browser: Browser, to: int) -> Browser:
    shown = browser.shown
    return replace(browser, at=shown[max(0, min(to, len(shown) - 1))].place) if shown else browser


def _marked(browser: Browser) -> Browser:
    """The list with a kata marked that is shown."""
    return _moved(browser, browser.index)


def lines(browser: Browser, rows: int, columns: int) -> list[tuple[str, dict]]:
    """As much of the list as there is room for, the marked kata in the middle of it, and what is listed above it."""
    shown, room = browser.shown, max(rows - 1, 1)
    start = max(0, min(browser.index - room // 2, len(shown) - room))
    if not shown:
        return [(_title(browser), {"yellow": True})]
    listed = [_line(row, browser, columns) for row in shown[start : start + room]]
    return [(_title(browser)[: columns - 1], {"bold": True}), *listed]


def _title(browser: Browser) -> str:
    path = browser.course.path
    what = "all katas" if browser.shows_all or not path else path.words
    place = f"{browser.index + 1} of {len(browser.shown)}" if browser.shown else "no kata fits"
    sought = "" if browser.sought is None else f"  /{browser.sought}_"
    return f"{what}: {place}{sought}  (* is where you are)" if browser.shown else f"{what}: {place}{sought}"


def _line(row: Row, browser: Browser, columns: int) -> tuple[str, dict]:
    """A kata in a line, with what there is room for: whether it is marked, where it stands, its name, its state."""
    place, minutes = row.place, facts(row.place).minutes
    marks = f"{'>' if place == browser.at else ' '}{'*' if place == browser.here else ' '}"
    name = f"{place.id:<42}" if columns >= _NARROW else f"{place.folder:<24}"
    takes = f"{minutes:>4} min" if minutes else ""
    text = f"{marks} {browser.course.where(place)[:12]:<12}  {name}  {row.now:<11}"
    whole = text + takes if len(text + takes) < columns else text
    return whole.rstrip()[: columns - 1], {**MARKUP.get(row.now.split(",")[0], {}), "bold": place == browser.at}


def keys(browser: Browser) -> str:
    """List the keys that can be pressed."""
    if browser.sought is not None:
        return "type a part of a name or a state  enter go  esc the whole list"
    other = "a the path alone" if browser.shows_all else "a all katas"
    return f"j k up down  page keys  g G ends  / find  {other}  enter go  esc back"
