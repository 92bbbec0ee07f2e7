"""A page as a whole: its template, filled in."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dojo.book.site import Site, about, page_of, text_of, to
from dojo.engine.base.files import KataFiles

NAME = "Katas for GenAI"


@dataclass(frozen=True)
class Page:
    """A page, before it is written.

    Parameters
    ----------
    path : str
        Where it lies: ``"03_probability/01_softmax.html"``.
    title : str
        What its tab is called.
    about : str
        What a preview of a link to it says.
    template : str
        The file in ``templates/`` that says how it looks: ``"kata.html"``.
    values : dict
        What the template shows.
    before, after : tuple of (str, str, str), optional
        The pages before and after it: what they are, their path and title.
    """

    path: str
    title: str
    about: str
    template: str = "page.html"
    values: dict = field(default_factory=dict)
    before: tuple[str, str, str] | None = None
    after: tuple[str, str, str] | None = None

    @classmethod
    def of_text(cls, site: Site, path: str, title: str, file: Path, *ways) -> Page:
        """Return the page that shows a file of Markdown."""
        markdown, text = text_of(file) or f"# {title}", site.text(path, file.parent)
        values = {"html": text.html(markdown), "headings": text.headings}
        return cls(path, title, about(markdown), "page.html", values, *ways)

    def whole(self, site: Site) -> str:
        """Return the text of the file."""

        def link(place: KataFiles) -> Markup:
            return Markup('<a href="{}">{}</a>').format(to(self.path, page_of(place)), site.title(place))

        address = functools.partial(to, self.path)
        template = _templates().get_template(self.template)
        return template.render(page=self, site=site, to=address, link=link, **self.values)


@functools.cache
def _templates() -> Environment:
    loader = FileSystemLoader(Path(__file__).with_name("templates"))
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["first_upper"] = lambda text: f"{text[:1].upper()}{text[1:]}"
    made.globals |= {"name": NAME, "page_of": page_of}
    return made
