"""The pages of a kata and of a track."""

from __future__ import annotations

from html import escape

from dojo.base.facts import facts
from dojo.base.files import KataFiles
from dojo.course.hints import hints_of
from dojo.course.listing import position, state
from dojo.course.pages.page import Page
from dojo.course.pages.site import Site, page_of, text_of
from dojo.course.progress import Progress


def kata(site: Site, place: KataFiles, progress: Progress | None = None) -> Page:
    """The page of a kata: its statement, and its hints, folded.

    Parameters
    ----------
    site : Site
        The pages that it leads to.
    place : KataFiles
        The kata.
    progress : Progress, optional
        Where its reader is; a book has many.
    """
    path, folder = page_of(place), place.judge.parent
    text = site.text(path, folder)
    statement = text.html(text_of(folder / "README.md") or f"# {site.titles[folder]}\n\nIt has no statement.")
    hints = "".join(
        f"<details><summary>{escape(title)} hint</summary>\n{text.html(said)}</details>\n"
        for title, said in hints_of(place)
    )
    folded = f'<section class="hints" aria-label="Hints">\n{hints}</section>\n' if hints else ""
    before, after = (_way(site, other) for other in site.neighbours(place))
    return Page(path, site.titles[folder], f"{_where(place, progress)}{statement}{folded}", before, after)


def track(site: Site, name: str) -> Page:
    """The page of a track."""
    path, folder = f"{name}/index.html", site.katas / name
    text = text_of(folder / "README.md") or f"# {site.titles[folder]}"
    at, tracks = site.course.tracks.index(name), site.course.tracks
    before, after = (
        ("Track", f"{other}/index.html", site.titles[site.katas / other]) if other else None
        for other in (tracks[at - 1] if at else None, *(tracks[at + 1 : at + 2] or [None]))
    )
    return Page(path, site.titles[folder], site.text(path, folder).html(text), before, after)


def _way(site: Site, place: KataFiles | None) -> tuple[str, str, str] | None:
    if place is None:
        return None
    day = facts(place).day
    return (f"Day {day}" if day else "Beyond the path"), page_of(place), site.titles[place.judge.parent]


def _where(place: KataFiles, progress: Progress | None) -> str:
    """The line above a statement: its day, how far its reader has come, and how to begin."""
    known = facts(place)
    day = f"day {known.day}" if known.day else "beyond the path"
    here = [position(progress, place), state(place, progress)] if progress else [day]
    minutes = [f"{known.minutes} minutes"] if known.minutes else []
    said = " · ".join([*here, *minutes, *(["fast track"] if known.fast_track else [])])
    return f'<p class="where">{escape(said)} · <code>dojo watch {escape(place.name)}</code></p>\n'
