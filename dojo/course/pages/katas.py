"""The pages of a kata and of a track."""

from __future__ import annotations

from html import escape

from dojo.base.facts import facts
from dojo.base.files import KataFiles
from dojo.course.hints import AFTER_GREEN, hints_of, questions_of
from dojo.course.listing import position, state
from dojo.course.pages.markdown import Text
from dojo.course.pages.page import Page
from dojo.course.pages.site import Site, page_of, text_of, to
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
    told, _, _ = text_of(folder / "README.md").partition(AFTER_GREEN)
    statement = text.html(told or f"# {site.titles[folder]}\n\nIt has no statement.")
    hints = "".join(
        f"<details><summary>{escape(title)} hint</summary>\n{text.html(said)}</details>\n"
        for title, said in hints_of(place)
    )
    folded = f'<section class="hints" aria-label="Hints">\n{hints}</section>\n' if hints else ""
    folded += _after_green(text, place) + _used(site, place)
    before, after = (_way(site, other) for other in site.neighbours(place))
    return Page(path, site.titles[folder], f"{_where(site, place, progress)}{statement}{folded}", before, after)


def _after_green(text: Text, place: KataFiles) -> str:
    """The questions that need no code, their answers folded."""
    asked = "".join(
        f"<details><summary>{_in_line(text.html(question))}</summary>\n{text.html(answer)}</details>\n"
        for question, answer in questions_of(place)
    )
    return f'<h2 id="after-green">After green</h2>\n<section class="hints">\n{asked}</section>\n' if asked else ""


def _in_line(paragraph: str) -> str:
    """What stands in a paragraph."""
    return paragraph.strip().removeprefix("<p>").removesuffix("</p>")


def _used(site: Site, place: KataFiles) -> str:
    """Which katas import this one."""
    page = page_of(place)
    links = (
        f'<a href="{to(page, page_of(one))}">{escape(site.titles[one.judge.parent])}</a>' for one in site.users(place)
    )
    said = ", ".join(links)
    return f"<p>Used next by {said}.</p>\n" if said else ""


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
    where = site.course.where(place)
    return f"{where[:1].upper()}{where[1:]}", page_of(place), site.titles[place.judge.parent]


def _where(site: Site, place: KataFiles, progress: Progress | None) -> str:
    """The line above a statement: its day, how far its reader has come, and how to begin."""
    minutes = facts(place).minutes
    here = [position(progress, place), state(place, progress)] if progress else [site.course.where(place)]
    said = " · ".join(filter(None, [*here, f"{minutes} minutes" if minutes else ""]))
    return f'<p class="where">{escape(said)} · <code>dojo watch {escape(place.name)}</code></p>\n'
