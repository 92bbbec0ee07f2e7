"""Markdown as HTML: formulas become MathML, drawings stand in the page, links lead to pages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.texmath import texmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from dojo.book.drawings import FIGURES, inline
from dojo.book.formulas import mathml

_LONG_NAME = re.compile(r"\w+(?:\.\w+){2,}")
_PLAIN = re.compile(r'<span class="(?![ksmc])\w+">([^<]*)</span>')
"""Code that has no colour: neither a keyword nor a text, a number or a remark."""
_LETTER = r"""
    (?: (?<![A-Za-z0-9_α-ωΑ-Ω.&'’-])(?<!Appendix\ )
      | (?<=\d)(?<![A-Za-z_]\d)(?<![A-Za-z]\d\d)(?<![A-Za-z]\d{3})(?=[a-df-rt-zα-ω]) )  # 2x, but 1e-6 and CS231n
    (?: (?![aAIΣ]\b)  # these are words, mostly
      | (?<=\N{NO-BREAK SPACE}) | (?=.[)\]]*\N{NO-BREAK SPACE}) | (?=[aA][ᵀ⁻²‖]) | (?<=ᵀ)  # but not beside a sign,
      | (?<=[a-z0-9,]\ )(?=A)  # nor is A within a sentence
      | (?<=[(‖])(?=A(?:[^\w\s]|\ (?:[A-Za-zα-ω]\b|\W))) )  # or a bracket
    [A-Za-zα-ωΑ-Ω](?= [₀-₉²³⁻¹ⁿˣᴬ-ᶿᵢⱼₖₙₜ′̂]+[A-Za-zα-ω](?![a-z]) | [₀-₉²³⁻¹ⁿˣᴬ-ᶿᵢⱼₖₙₜ′̂]*(?![\w'’.-]\w|\w|&) )"""
"""A letter that stands alone, perhaps with a small sign: a quantity."""
_INDEXED = r"(?<![A-Za-z_.])(?P<base>[A-Za-zα-ωΑ-Ω])_(?P<index>[A-Za-z0-9]+)(?![A-Za-z0-9_(])"
"""A letter with an index, ``q_i`` or ``h_kv``: what has more letters before the line, or two lines, is code."""
_POWER = r"\^(?P<power>\((?:[^()]|\([^()]*\))*\)|-?\w+)"
_QUANTITY = re.compile(f"{_POWER}|{_INDEXED}|{_LETTER}", re.X)
_TERM = r"[(\[]?-?[\w.,²³⁻¹ⁿᵀ₀-₉ᵢⱼₖₙₜ′‖|√^]{1,8}[)\]]*"
_FORMULA = re.compile(rf"(?<!\w)(?:{_TERM} [=+·×*/≈≤≥<>←→∈−-] )+{_TERM}")
"""Short terms with signs between them."""
_FOLD = re.compile(r"<details><summary><b>[\w ]+</b>[\w, ]*</summary>|</details>")
"""A line between which a statement folds what the edges ask."""
_LINKED = re.compile(r'<a xlink:href="([^"#]+)"[^>]*>')
Link = Callable[[str], str | None]
"""A function that gives the address for one that a text has; None where it leads to no page."""


class Text:
    """The text of a page, which may come in parts: no two of its headings and drawings have the same name.

    Parameters
    ----------
    folder : Path
        Where its pictures lie.
    link : callable
        What becomes of its links.

    Attributes
    ----------
    headings : list of (str, Markup)
        The name and the words of each heading of the second level so far.
    """

    def __init__(self, folder: Path, link: Link):
        self._folder, self._link, self._drawings = folder, link, itertools.count(1)
        self._names: set[str] = set()
        self._reader = _reader().use(anchors_plugin, 1, 6, self._name, permalink=True, permalinkSymbol="#")
        self.headings: list[tuple[str, Markup]] = []

    def html(self, markdown: str) -> Markup:
        """Return a part of it as HTML.

        Parameters
        ----------
        markdown : str
            With tables, and formulas in fenced ``math`` blocks or between ``$` `` and `` `$``; HTML in it is text, but
            for a fold.
        """
        tokens = self._reader.parse(markdown)
        for token, following in itertools.pairwise(tokens):
            if token.type == "heading_open":
                self._head(token, following.children or [])
            self._settle(following.children or [])
        return Markup(self._reader.renderer.render(tokens, self._reader.options, {}))

    def line(self, markdown: str) -> Markup:
        """Return a single paragraph as what stands in it."""
        return Markup(self.html(markdown).strip().removeprefix("<p>").removesuffix("</p>"))

    def _head(self, token: Token, children: list[Token]) -> None:
        """Note a heading, and say what its link is for."""
        *words, link, _, _ = children
        link.attrSet("aria-label", "Link to this section")
        if token.tag == "h2":
            heading = Markup(self._reader.renderer.render(words, self._reader.options, {}))
            self.headings.append((str(token.attrs["id"]), heading))

    def _settle(self, tokens: list[Token]) -> None:
        """Give each link its address, and put each picture into its place."""
        address: str | None = None
        for token in tokens:
            if token.type == "link_open":
                address = self._link(str(token.attrs["href"]))
                token.attrs = token.attrs | {"href": address} if address else {}
            if token.type in ("link_open", "link_close") and not address:
                token.tag = "span"
            if token.type == "image":
                token.type, token.content = "html_inline", self._picture(token)

    def _picture(self, token: Token) -> str:
        """Return a drawing, or what it shows in words where it is not there."""
        file, name = self._folder / str(token.attrs["src"]), f"drawing-{next(self._drawings)}"
        if file.suffix != ".svg" or not file.is_file():
            return f"<em>{escape(token.content)}</em>"
        drawn = inline(_LINKED.sub(self._linked, file.read_text(encoding="utf-8")), token.content, name)
        kata = self._folder.name.partition("_")[2]
        figure = f' data-figure="{kata}"' if FIGURES.get(kata) == file.stem else ""
        return f'<span class="drawing" id="{name}"{figure}>{drawn}</span>'

    def _linked(self, match: re.Match) -> str:
        """Return a link of a drawing, with its page and the name that is read aloud."""
        address, said = self._link(match[1]), match[1].rpartition("/")[2].partition("_")[2].replace("_", " ")
        return f'<a href="{address}" aria-label="{escape(said)}">' if address else "<a>"

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
    reader = MarkdownIt("commonmark", {"html": False, "highlight": _code_block}).enable("table")
    reader.use(texmath_plugin, delimiters="gitlab")
    reader.block.ruler.before("paragraph", "fold", _fold, {"alt": ["paragraph", "list"]})
    reader.disable("math_block_eqno")  # it takes a remark in brackets below a formula for the formula's number
    reader.add_render_rule("text", lambda _, tokens, i, *__: _prose(tokens[i].content))
    reader.add_render_rule("math_inline", lambda _, tokens, i, *__: mathml(tokens[i].content))
    reader.add_render_rule("math_block", lambda _, tokens, i, *__: _display(tokens[i].content))
    reader.add_render_rule("code_inline", lambda _, tokens, i, *__: _code(tokens[i].content))
    reader.add_render_rule("code_block", lambda _, tokens, i, *__: f"{_code_block(tokens[i].content, '', None)}\n")
    reader.add_render_rule("table_open", lambda *_: '<div class="wide" tabindex="0"><table>\n')
    reader.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return reader


def _fold(state: StateBlock, line: int, _: int, silent: bool) -> bool:
    """Let the two lines of a fold through; all other HTML stays text."""
    content = state.getLines(line, line + 1, 0, False)
    if not _FOLD.fullmatch(content):
        return False
    if not silent:
        state.push("html_block", "", 0).content = f"{content}\n"
        state.line = line + 1
    return True


def _code_block(code: str, language: str, _) -> str:
    """Return lines of code; Python's in colours."""
    text = escape(code, quote=False)
    if language == "python":
        text = _PLAIN.sub(r"\1", highlight(code, PythonLexer(), HtmlFormatter(nowrap=True)))
    return f'<pre tabindex="0"><code>{text}</code></pre>'


def _prose(text: str) -> str:
    """Return words in which quantities look as in formulas, and no line ends within a formula."""
    whole = _FORMULA.sub(lambda match: match[0].replace(" ", "\N{NO-BREAK SPACE}" if len(match[0]) < 32 else " "), text)
    return _QUANTITY.sub(_quantity, escape(whole, quote=False))


def _quantity(match: re.Match) -> str:
    """Return a letter that slopes, with its index; or a power, raised."""
    if power := match["power"]:
        plain = power.removeprefix("(").removesuffix(")").replace("-", "\N{MINUS SIGN}")
        return f"<sup>{_QUANTITY.sub(_quantity, plain)}</sup>"
    if index := match["index"]:
        sloped = f"<i>{index}</i>" if len(index) < 3 and index.isalpha() else index
        return f"<i>{match['base']}</i><sub>{sloped}</sub>"
    return f"<i>{match[0]}</i>"


def _display(formula: str) -> str:
    return f'<div class="wide formula" tabindex="0">{mathml(formula, display=True)}</div>\n'


def _code(code: str) -> str:
    """Return code within a line; a long name may be broken after each dot, or a table would be as wide as it."""
    name = _LONG_NAME.sub(lambda match: match[0].replace(".", ".<wbr>"), escape(code, quote=False))
    return f"<code>{name}</code>"
