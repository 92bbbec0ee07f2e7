"""The pages of a kata and of a track."""

from __future__ import annotations

from dojo.base.facts import facts
from dojo.base.files import KataFiles
from dojo.course.hints import AFTER_GREEN, hints_of, questions_of
from dojo.course.listing import position, state
from dojo.course.pages.page import Page
from dojo.course.pages.site import Site, page_of, text_of
from dojo.course.progress import Progress


def kata(site: Site, place: KataFiles, progress: Progress | None = None) -> Page:
    """Return the page of a kata: its statement, and its hints, folded.

    Parameters
    ----------
    site : Site
        The pages that it leads to.
    place : KataFiles
        The kata.
    progress : Progress, optional
        Where its reader is; a book has many.
    """
    path, folder, title = page_of(place), place.judge.parent, site.title(place)
    text = site.text(path, folder)
    told, _, _ = text_of(folder / "README.md").partition(AFTER_GREEN)
    values = {
        "place": place,
        "where": _where(site, place, progress),
        "text": text,
        "statement": text.html(told or f"# {title}\n\nIt has no statement."),
        "hints": hints_of(place),
        "questions": questions_of(place),
        "users": site.users(place),
    }
    return Page(path, title, "kata.html", values, *(_way(site, other) for other in site.neighbours(place)))


def track(site: Site, name: str) -> Page:
    """Return the page of a track."""
    path, folder, tracks = f"{name}/index.html", site.katas / name, [None, *site.tracks, None]
    text = site.text(path, folder).html(text_of(folder / "README.md") or f"# {site.titles[folder]}")
    at = tracks.index(name)
    ways = (
        other and ("Track", f"{other}/index.html", site.titles[site.katas / other])
        for other in (tracks[at - 1], tracks[at + 1])
    )
    return Page(path, site.titles[folder], "page.html", {"html": text}, *ways)


def _way(site: Site, place: KataFiles | None) -> tuple[str, str, str] | None:
    if place is None:
        return None
    where = site.course.where(place)
    return f"{where[:1].upper()}{where[1:]}", page_of(place), site.title(place)


def _where(site: Site, place: KataFiles, progress: Progress | None) -> str:
    """Return the line above a statement: its day, how far its reader has come, and how long it takes."""
    minutes = facts(place).minutes
    here = [position(progress, place), state(place, progress)] if progress else [site.course.where(place)]
    return " · ".join(filter(None, [*here, f"{minutes} minutes" if minutes else ""]))
