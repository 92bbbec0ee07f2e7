"""The first page, the milestones, and the pages that all katas share."""

from __future__ import annotations

import ast
from html import escape
from pathlib import Path

from dojo.base.facts import facts
from dojo.base.files import KataFiles
from dojo.course.endings import learnt
from dojo.course.milestones import Milestone, milestones
from dojo.course.pages.page import NAME, Page
from dojo.course.pages.site import FIRST, MAP, MILESTONES, OF_ALL, Site, page_of, to

_WHAT = """# {name}

Learn what language models stand on by writing it: linear algebra, calculus, probability, NumPy, tensors, autograd,
optimisation. Each **kata** is one small file that you fill in, and a judge that runs your code beside NumPy's and
torch's own. When you are wrong, it shows the smallest input on which you are, and the idea that is missing. The path
ends at a GPT of which you have written every line.

The path has {katas} katas in {days} days, about {hours} hours. Beyond it there are {beyond} more.
"""
_HEAD = "<tr><th>day</th><th>katas</th><th>afterwards</th><th>minutes</th></tr>\n"
_DRAWS = {"save", "save_animation"}
"""What a milestone keeps its pictures with."""


def first(site: Site) -> Page:
    """What the course is, and the days of its path."""
    course = site.course
    minutes = sum(facts(place).minutes or 0 for place in course.path)
    said = _WHAT.format(
        name=NAME,
        katas=len(course.path),
        days=len(course.days),
        hours=round(minutes / 60),
        beyond=len(course.places) - len(course.path),
    )
    rows = "".join(_row(site, day) for day in course.days)
    table = f'<div class="wide"><table class="days">\n{_HEAD}{rows}</table></div>\n'
    ahead = f'<p><a href="{MAP}">The map</a> shows what builds on what.</p>\n<h2 id="days">The days of the path</h2>\n'
    return Page(FIRST, NAME, f"{site.text(FIRST, course.root).html(said)}{ahead}{table}{_beyond(site)}")


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


def _row(site: Site, day: int) -> str:
    places = [place for place in site.order if facts(place).day == day]
    minutes = sum(facts(place).minutes or 0 for place in places)
    said = learnt(site.course, day)
    links = "<br>".join(_link(site, FIRST, place) for place in places)
    return f"<tr><td>{day}</td><td>{links}</td><td>{escape(said[:1].upper() + said[1:])}</td><td>{minutes}</td></tr>\n"


def _beyond(site: Site) -> str:
    places = [place for place in site.order if not facts(place).day]
    links = "".join(f"<li>{_link(site, FIRST, place)}</li>\n" for place in places)
    return f'<h2 id="beyond">Beyond the path</h2>\n<ul class="columns">\n{links}</ul>\n' if links else ""


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
