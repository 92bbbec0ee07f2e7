"""The pages of a kata and of a track."""

from __future__ import annotations

import json
import re
from pathlib import Path

from dojo.book.drawings import FIGURES
from dojo.book.page import Page
from dojo.book.site import Site, about, page_of, text_of
from dojo.course.choices import AFTER_GREEN, questions_of
from dojo.course.hints import hints_of
from dojo.course.states import state, whereabouts
from dojo.course.stubs import stub_of
from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.engine.explain.ideas import ideas_of


def kata(site: Site, place: KataFiles) -> Page:
    """Return the page of a kata: its statement and its stub, and folded its hints and what people get wrong."""
    path, folder, title = page_of(place), place.judge.parent, site.title(place)
    text, statement = site.text(path, folder), text_of(folder / "README.md").partition(AFTER_GREEN)[0]
    parts = _around_what_to_write(statement or f"# {title}\n\nIt has no statement.\n")
    values = {
        "place": place,
        "where": _where(site, place),
        "text": text,
        "statement": [text.html(part) for part in parts],
        "stub": stub_of(place),
        "hints": hints_of(place),
        "screens": screens(place) if hints_of(place) else [],  # a class may go without hints
        "questions": questions_of(place),
        "hunted": hunt(place) if hints_of(place) and place.shows_solution else None,
        "users": site.users(place),
        "films": [(one, files[0]) for one, files in site.milestones.items() if files and place.name in one.parts][:1],
        "figures": ["figure", place.name] if place.name in FIGURES else [],
    }
    folded = [
        ("hints", "Hints"),
        ("screens", "What people get wrong"),
        ("questions", "After green"),
        ("hunted", "A hunt"),
    ]
    values["headings"] = text.headings + [(name, heading) for name, heading in folded if values[name]]
    ways = (_way(site, other) for other in site.neighbours(place))
    return Page(path, title, about(statement), "kata.html", values, *ways)


def _around_what_to_write(statement: str) -> tuple[str, str, str]:
    """Return what stands before the section that says what to write, the section, and what stands after it."""
    before, heading, rest = statement.partition("\n## What to write\n")
    asked, next_heading, after = rest.partition("\n## ")
    return before, heading + asked, next_heading + after


def screens_of(place: KataFiles) -> Path:
    """Return the file of the red screens that some mistakes of a kata bring; `dojo.authors.shown` writes it."""
    return place.reference("").with_name("red_screens.json")


def hunt_of(place: KataFiles) -> Path:
    """Return the file of the hunt on a page, which forty katas have; `dojo.authors.shown` writes it."""
    return place.reference("").with_name("hunt.json")


def screens(place: KataFiles) -> list[tuple[str, str, Lesson]]:
    """Return the mistake, the test and the lesson of each red screen."""
    listed = json.loads(text_of(screens_of(place)) or '{"screens": []}')["screens"]
    return [(_words(screen["mistake"]), screen["test"], Lesson.from_plain(screen["lesson"])) for screen in listed]


def hunt(place: KataFiles) -> dict | None:
    """Return the hunt on a kata's page, where it has one: its code, its calls, and four ideas by their titles."""
    told, ideas = json.loads(text_of(hunt_of(place)) or "null"), ideas_of(place)
    return told and told | {"ideas": sorted((ideas[name] for name in told["ideas"]), key=lambda idea: idea.title)}


def _words(name: str) -> str:
    """Return a name as words: ``"NoBiasCorrection[eps=0]"`` is no bias correction."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.partition("[")[0]).replace("_", " ").lower()


def track(site: Site, name: str) -> Page:
    """Return the page of a track."""
    tracks = [None, *site.course.tracks, None]
    at = tracks.index(name)
    beside = (tracks[at - 1], tracks[at + 1])
    ways = (other and ("Track", f"{other}/index.html", site.titles[site.katas / other]) for other in beside)
    folder = site.katas / name
    return Page.of_text(site, f"{name}/index.html", site.titles[folder], folder / "README.md", *ways)


def _way(site: Site, place: KataFiles | None) -> tuple[str, str, str] | None:
    if place is None:
        return None
    where = site.course.where(place)
    return f"{where[:1].upper()}{where[1:]}", page_of(place), site.title(place)


def _where(site: Site, place: KataFiles) -> str:
    """Return the line above a statement: its day, how far its reader has come, how long it takes, and who wrote it."""
    minutes, author, progress = facts(place).minutes, facts(place).author, site.progress
    here = [whereabouts(progress, place), state(place, progress)] if progress else [site.course.where(place)]
    here += [f"{minutes} minutes"] if minutes else []
    here += [f"by {author}"] if author else []
    return " · ".join(filter(None, here))
