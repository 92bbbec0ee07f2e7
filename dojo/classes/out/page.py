"""Pages that stand alone, and other files, by templates: the style is in them, and nothing is fetched from anywhere."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from dojo.classes.out.tables import number
from dojo.classes.out.text import harmless, lesson_in_markdown, one_line, rows_of, word_in_markdown

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("pages")),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=lambda value: harmless(value) if type(value) is str else value,
)
_TEMPLATES.filters |= {"number": number, "one_line": one_line, "rows": rows_of}
_TEMPLATES.filters |= {"word": word_in_markdown, "markdown": lesson_in_markdown}


def page(template: str, **values) -> str:
    """Write a whole file.

    Parameters
    ----------
    template : str
        A file of ``pages``.
    **values
        What the template names; in HTML text is escaped, whoever wrote it.
    """
    return _TEMPLATES.get_template(template).render(**values)
