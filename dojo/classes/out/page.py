"""Pages that stand alone: templates, with their style in them, and nothing fetched from anywhere."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dojo.classes.out.tables import number
from dojo.classes.out.text import harmless, one_line, rows_of

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("pages")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=lambda value: harmless(value) if type(value) is str else value,
)
_TEMPLATES.filters |= {"number": number, "one_line": one_line, "rows": rows_of}


def page(template: str, title: str, **values) -> str:
    """A whole page.

    Parameters
    ----------
    template : str
        A file of ``pages``, without its ending.
    title : str
        What it is called.
    **values
        What the template names; text is escaped, whoever wrote it.
    """
    return _TEMPLATES.get_template(f"{template}.html").render(title=title, **values)
