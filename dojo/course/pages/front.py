"""The first page, the milestones, and the pages that all katas share."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from html import escape
from pathlib import Path

from dojo.base.files import KataFiles
from dojo.course.milestones import Milestone, milestones
from dojo.course.pages.page import NAME, Page
from dojo.course.pages.site import FIRST, MAP, MILESTONES, OF_ALL, Site, page_of, to
from dojo.course.paths import Day, LearningPath

_WHAT = """# {name}

Learn what language models stand on by writing it: linear algebra, calculus, probability, NumPy, tensors, autograd,
optimisation. Each **kata** is one small file that you fill in, and a judge that runs your code beside NumPy's and
torch's own. When you are wrong, it shows the smallest input on which you are, and the idea that is missing. The paths
lead to a GPT of which you have written every line, and beyond it.
"""
_HEAD = "<tr><th>day</th><th>katas</th><th>afterwards</th><th>minutes</th></tr>\n"
_DRAWS = {"save", "save_animation"}
"""What a milestone keeps its pictures with."""


def first(site: Site) -> Page:
    """What the course is, and its paths: that which its reader is on comes first."""
    course = site.course
    paths = dict.fromkeys(path for path in (course.path, *course.paths.values()) if path)
    ahead = f'<p><a href="{MAP}">The map</a> shows what builds on what.</p>\n'
    told = "".join([_overview(site, paths), *(_path(site, path) for path in paths)]) or _list(site, course.places)
    return Page(FIRST, NAME, f"{site.text(FIRST, course.root).html(_WHAT.format(name=NAME))}{ahead}{told}")


def shared(site: Site) -> list[Page]:
    """What every kata asks, the notation, and what a learner has built."""
    return [
        Page(path, title, site.text(path, site.katas).html((site.katas / file).read_text(encoding="utf-8")))
        for path, (title, file) in OF_ALL.items()
        if path in site.has
    ]


def milestones_page(site: Site, pictures: list[Path]) -> Page:
    """What the learner's own code does, a section a track, with the pictures that there are.

    Parameters
    ----------
    site : Site
        The pages that it leads to.
    pictures : list of Path
        What may be shown.
    """
    sections = "".join(_milestone(site, one, pictures) for one in milestones(site.course))
    head = "<p>Each track has a script in which your own code does something. It imports what you have written.</p>\n"
    return Page(MILESTONES, "Milestones", f"<h1>Milestones</h1>\n{head}{sections}")


def drawn_by(milestone: Milestone) -> list[str]:
    """The names of the pictures that a milestone keeps, in their order."""
    found = []
    for node in ast.walk(ast.parse(milestone.file.read_bytes())):
        match node:
            case ast.Call(func=ast.Name(id=function), args=[_, ast.Constant(value=name)]) if function in _DRAWS:
                found.append((node.lineno, name))
    return [name for _, name in sorted(found)]


def _overview(site: Site, paths: Iterable[LearningPath]) -> str:
    """A line for each path: where it leads, and how long it is."""
    rows = "".join(
        f'<tr><td><a href="#{path.name}">{escape(_heading(path))}</a></td><td>{escape(path.title)}</td>'
        f"<td>{len(path.katas)}</td><td>{len(path.days) if path.is_in_days else ''}</td>"
        f"<td>{site.course.minutes(site.course.on(path)) / 60:.0f}</td></tr>\n"
        for path in paths
    )
    head = "<tr><th>path</th><th>leads to</th><th>katas</th><th>days</th><th>hours</th></tr>\n"
    return f'<div class="wide"><table>\n{head}{rows}</table></div>\n' if rows else ""


def _heading(path: LearningPath) -> str:
    return f"{path.words[:1].upper()}{path.words[1:]}"


def _path(site: Site, path: LearningPath) -> str:
    """The section of a path: how long it is, and its days or its list."""
    course, places = site.course, site.course.on(path)
    days = f" in {len(path.days)} days" if path.is_in_days else ""
    size = (
        f"{len(places)} katas{days}, about {course.minutes(places) / 60:.0f} hours. <code>dojo path {path.name}</code>"
    )
    rows = "".join(_row(site, number, day) for number, day in enumerate(path.days, 1) if day.katas)
    table = f'<div class="wide"><table class="days">\n{_HEAD}{rows}</table></div>\n'
    title = f"{path.title[:1].upper()}{path.title[1:]}"
    told = f'<h2 id="{path.name}">{escape(_heading(path))}</h2>\n<p>{escape(title)}: {size}</p>\n'
    return told + (table if path.is_in_days else _list(site, places))


def _row(site: Site, number: int, day: Day) -> str:
    places = [place for place in site.course.places if place.name in day.katas]
    places.sort(key=lambda place: day.katas.index(place.name))
    links = "<br>".join(_link(site, FIRST, place) for place in places)
    end, minutes = escape(f"{day.end[:1].upper()}{day.end[1:]}"), site.course.minutes(places)
    again = site.course.to_repeat(places)
    end += f" Once more before the next week: {_link(site, FIRST, again)}." if again else ""
    return f"<tr><td>{number}</td><td>{links}</td><td>{end}</td><td>{minutes}</td></tr>\n"


def _list(site: Site, places: list[KataFiles]) -> str:
    links = "".join(f"<li>{_link(site, FIRST, place)}</li>\n" for place in places)
    return f'<ul class="columns">\n{links}</ul>\n'


def _link(site: Site, page: str, place: KataFiles) -> str:
    return f'<a href="{to(page, page_of(place))}">{escape(site.titles[place.judge.parent])}</a>'


def _milestone(site: Site, one: Milestone, pictures: list[Path]) -> str:
    """The section of a milestone: what it does, what it needs, what it draws."""
    _, _, about = (ast.get_docstring(ast.parse(one.file.read_bytes())) or "").partition("\n\n")
    needs = ", ".join(_link(site, MILESTONES, site.course.find(name)) for name in one.parts)
    shown = [file for name in drawn_by(one) for file in pictures if file.stem == name]
    images = "".join(_image(one, file) for file in shown)
    none = "" if images else "<p><em>There is no picture of it here: it draws its pictures when it runs.</em></p>\n"
    told = site.text(MILESTONES, site.katas / one.track).html(about)
    return (
        f'<section id="{one.id}">\n<h2>{escape(one.title)}</h2>\n'
        f'<p class="where"><code>dojo milestone {one.number}</code></p>\n'
        f"{told}<p>Needs {needs}.</p>\n{images}{none}</section>\n"
    )


def _image(one: Milestone, file: Path) -> str:
    name = escape(file.stem.replace("_", " "))
    image = f'<img src="pictures/{file.name}" alt="{escape(one.title)}: {name}">'
    return f"<figure>{image}<figcaption>{name}</figcaption></figure>\n"
