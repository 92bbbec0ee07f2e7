"""The first page, the milestones, and the pages that all katas share."""

from __future__ import annotations

import ast
from pathlib import Path

from dojo.course.milestones import Milestone, milestones
from dojo.course.pages.page import NAME, Page
from dojo.course.pages.site import FIRST, MILESTONES, OF_ALL, Site

_DRAWS = {"save", "save_animation"}
"""What a milestone keeps its pictures with."""


def first(site: Site) -> Page:
    """Return the first page: what the course is, and its paths, that of its reader before the others."""
    course = site.course
    paths = dict.fromkeys(path for path in (course.path, *course.paths.values()) if path)
    hours = lambda path: f"{course.minutes(course.on(path)) / 60:.0f}"  # noqa: E731
    return Page(FIRST, NAME, "index.html", {"paths": list(paths), "hours": hours})


def shared(site: Site) -> list[Page]:
    """Return the pages about all katas: what each asks, the notation, what a learner has built."""
    texts = {
        path: (site.katas / file).read_text(encoding="utf-8") for path, (_, file) in OF_ALL.items() if path in site.has
    }
    return [
        Page(path, OF_ALL[path][0], values={"html": site.text(path, site.katas).html(text)})
        for path, text in texts.items()
    ]


def milestones_page(site: Site, pictures: list[Path]) -> Page:
    """Return the page of what the learner's own code does, with the pictures that may be shown."""

    def shown(one: Milestone) -> list[Path]:
        return [file for name in drawn_by(one) for file in pictures if file.stem == name]

    values = {"milestones": milestones(site.course), "shown": shown, "text": site.text(MILESTONES, site.katas)}
    return Page(MILESTONES, "Milestones", "milestones.html", values)


def drawn_by(milestone: Milestone) -> list[str]:
    """Return the names of the pictures that a milestone keeps, in their order."""
    found = []
    for node in ast.walk(ast.parse(milestone.file.read_bytes())):
        match node:
            case ast.Call(func=ast.Name(id=function), args=[_, ast.Constant(value=name)]) if function in _DRAWS:
                found.append((node.lineno, name))
    return [name for _, name in sorted(found)]
