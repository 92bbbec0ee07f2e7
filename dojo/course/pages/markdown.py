"""Markdown as HTML: formulas become MathML, drawings stand in the page, links lead to pages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.texmath import texmath_plugin

from dojo.course.pages.drawings import inline
from dojo.course.pages.formulas import mathml

_LONG_NAME = re.compile(r"\w+(?:\.\w+){2,}")
Link = Callable[[str], str | None]
"""Gives the address for one that a text has; None where it leads to no page."""


class Text:
    """The text of a page, which may come in parts: no two of its headings and drawings have the same name.

    Parameters
    ----------
    folder : Path
        Where its pictures lie.
    link : callable
        What becomes of its links.
    """

    def __init__(self, folder: Path, link: Link):
        self._folder, self._link = folder, link
        self._drawings, self._names = itertools.count(1), set()
        self._reader = _reader().use(anchors_plugin, max_level=6, slug_func=self._name)

    def html(self, markdown: str) -> Markup:
        """Return a part of it as HTML.

        Parameters
        ----------
        markdown : str
            With tables, and formulas in fenced ``math`` blocks or between ``$` `` and `` `$``; HTML in it is text.
        """
        tokens = self._reader.parse(markdown)
        for token in tokens:
            self._settle(token.children or [])
        return Markup(self._reader.renderer.render(tokens, self._reader.options, {}))

    def line(self, markdown: str) -> Markup:
        """Return a single paragraph as what stands in it."""
        return Markup(self.html(markdown).strip().removeprefix("<p>").removesuffix("</p>"))

    def _settle(self, tokens: list[Token]) -> None:
        """Give each link its address, and put each picture into its place."""
        address = ""
        for token in tokens:
            if token.type == "link_open":
                address = self._link(token.attrGet("href"))
                token.attrs = {"href": address} if address else {}
            if token.type in ("link_open", "link_close") and not address:
                token.tag = "span"
            if token.type == "image":
                token.type, token.content = "html_inline", self._picture(token)

    def _picture(self, token: Token) -> str:
        """Return a drawing, or what it shows in words where it is not there."""
        file, name = self._folder / token.attrGet("src"), f"drawing-{next(self._drawings)}"
        if file.suffix != ".svg" or not file.is_file():
            return f"<em>{escape(token.content)}</em>"
        drawn = inline(file.read_text(encoding="utf-8"), token.content, name)
        return f'<span class="drawing" id="{name}">{drawn}</span>'

    def _name(self, title: str) -> str:
        """Return the anchor of a heading, as GitHub makes it."""
        slug = re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
        name = next(name for n in itertools.count() if (name := f"{slug}-{n}" if n else slug) not in self._names)
        self._names.add(name)
        return name


def formulas(markdown: str) -> Iterator[tuple[str, bool]]:
    """Yield the formulas of a text, and whether each stands on a line of its own."""
    tokens = _reader().parse(markdown)
    for token in itertools.chain.from_iterable((token, *(token.children or [])) for token in tokens):
        if token.type in ("math_inline", "math_block"):
            yield token.content, token.block


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").use(texmath_plugin, delimiters="gitlab")
    reader.add_render_rule("math_inline", lambda _, tokens, i, *__: mathml(tokens[i].content))
    reader.add_render_rule("math_block", lambda _, tokens, i, *__: _display(tokens[i]))
    reader.add_render_rule("code_inline", lambda _, tokens, i, *__: _code(tokens[i]))
    reader.add_render_rule("table_open", lambda *_: '<div class="wide"><table>\n')
    reader.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return reader


def _display(token: Token) -> str:
    return f'<div class="wide formula">{mathml(token.content, display=True)}</div>\n'


def _code(token: Token) -> str:
    """Return code within a line; a long name may be broken after each dot, or a table would be as wide as it."""
    name = _LONG_NAME.sub(lambda found: found[0].replace(".", ".<wbr>"), escape(token.content, quote=False))
    return f"<code>{name}</code>"
