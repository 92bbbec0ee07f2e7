"""A drawing within a page, beside others: whole where there is room, else in parts that stand below each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from markupsafe import Markup

FIGURES = {
    "dot_product": "angle",
    "temperature": "temperature",
    "gradient_descent": "gradient_descent",
    "scalar_engine": "graph",
    "attention": "attention",
    "kv_cache": "steps",
}
"""The figures that move, each by the name of its kata and its script, with the drawing in whose place it stands."""
_POINTS = 96 / 72
"""Pixels of CSS in a point, in which Matplotlib counts."""
_LEFT_OUT = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|xlink:(?=href)|(?<=[\"#])DejaVuSans-", re.S)
"""What a page need not hold: the heads of a file, and what makes names longer in 16,000 places."""
_REFERENCES = re.compile(r'(\bid="|href="#|url\(#)([^")]+)')
_STYLE = re.compile(r"(<style[^>]*>)(.*?)(</style>)", re.S)
_ROOT = re.compile(r"<svg\b([^>]*?)(/?)>")
_SIZE = re.compile(r'\s(?:width|height|role|id|aria-label)="[^"]*"')
_BOX = re.compile(r'\bviewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_TEXT = re.compile(r"translate\(([-\d.]+)[ ,][-\d.]+\) ?(rotate\(.*?\) ?)?scale\(([\d.]+)")
_LETTER, _MARK, _GAP = 65, 4, 5
"""The width of a letter in the units of a font, half of a mark, and the least gap between parts of the same axes."""
_GROUND = "fill: #fefefe"
_NARROW, _LEAST = 290, 0.3
"""The points that a phone shows, and the least share of a drawing that stands alone."""

Span = tuple[float, float, str]
"""The two ends, and the axes: those whose area it is cut to."""


def inline(svg: str, said: str, name: str) -> Markup:
    """Return a drawing as a part of a page: its ids begin with its name, its style is for it alone.

    Parameters
    ----------
    svg : str
        The file.
    said : str
        What one sees in it.
    name : str
        The id of the element that holds it.
    """
    parts = list(_parts(svg))
    svg = _REFERENCES.sub(rf"\g<1>{name}-\g<2>", _LEFT_OUT.sub("", svg))
    svg = _STYLE.sub(rf"\1#{name}{'-all' if parts else ''} {{\2}}\3", svg)
    words = Markup('role="{}" aria-label="{}"').format("group" if "<a " in svg else "img", said)
    if parts:
        svg = _ROOT.sub(rf'\g<0><g id="{name}-all">', svg, count=1).replace("</svg>", "</g></svg>")
    whole = _ROOT.sub(lambda root: f"<svg{_sized(root[1])} {words}{root[2]}>", svg, count=1).strip()
    cut = "".join(
        f'<svg class="part" viewBox="{x:g} {y:g} {width:g} {height:g}" style="--width: {width * _POINTS:.0f}px"'
        f' aria-hidden="true"><use href="#{name}-all"/></svg>'
        for x, y, width, height in parts
    )
    return Markup(whole.replace("<svg", '<svg class="whole"', 1) + cut if cut else whole)


def _sized(attributes: str) -> str:
    """Return the width as a property of CSS: the page says how far a drawing shrinks with it."""
    width = re.search(r'\bwidth="([\d.]+)(pt|px)?"', attributes)
    pixels = float(width[1]) * (_POINTS if width[2] == "pt" else 1) if width else 0
    return _SIZE.sub("", attributes) + (f' style="--width: {pixels:.0f}px"' if width else "")


def _parts(svg: str) -> Iterator[tuple[float, float, float, float]]:
    """Yield the box of each part of a drawing that is too wide for a phone and can be cut; none of another."""
    box = _BOX.search(svg)
    x, y, width, height = map(float, box.groups()) if box else (0, 0, 0, 0)
    if width > _NARROW:
        rows = list(_rows(_merged(_inked(ElementTree.fromstring(svg), width))))
        if len(rows) > 1:
            yield from ((max(start, x) - 4, y, min(end, x + width) - max(start, x) + 8, height) for start, end in rows)


def _rows(spans: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield the spans in rows: cut in two, at a wide gap near the middle, where they do not fit on a phone."""
    start, end = spans[0][0], spans[-1][1]

    def parts(i: int) -> tuple[float, float]:
        return spans[i - 1][1] - start, end - spans[i][0]

    cut = min(range(1, len(spans)), key=lambda i: max(parts(i)) - 3 * (spans[i][0] - spans[i - 1][1]), default=0)
    if end - start > _NARROW and cut and min(parts(cut)) > _LEAST * (end - start):
        yield from _rows(spans[:cut])
        yield from _rows(spans[cut:])
    else:
        yield start, end


def _merged(spans: Iterable[Span]) -> list[tuple[float, float]]:
    """Return spans from left to right: one for what overlaps, and for what is close and of the same axes."""
    merged: list[Span] = []
    for start, end, axes in sorted(spans):
        if merged and start < merged[-1][1] + (_GAP if axes == merged[-1][2] else -0.5):
            last = merged.pop()
            merged.append((last[0], *max(last[1:], (end, axes))))
        else:
            merged.append((start, end, axes))
    return [(start, end) for start, end, _ in merged]


def _inked(element: Element, width: float) -> Iterator[Span]:
    """Yield from where to where something is drawn, but for the ground."""
    tag, axes = element.tag.rpartition("}")[2], element.get("clip-path", "")
    text = _TEXT.match(element.get("transform", ""))
    if text:
        at, turned, scale = float(text[1]), text[2], float(text[3])
        places = [float(n) for use in element for n in _NUMBER.findall(use.get("transform", ""))[:1]]
        yield (at - 100 * scale, at, axes) if turned else (at, at + scale * (max(places, default=0.0) + _LETTER), axes)
    elif tag in ("path", "use"):
        mark = _MARK * (tag == "use")
        places = [float(n) for n in _NUMBER.findall(element.get("d", ""))][::2] or [float(element.get("x", 0))]
        if _GROUND not in element.get("style", "") or max(places) - min(places) < width:
            yield min(places) - mark, max(places) + mark, axes
    elif tag == "image":
        yield float(element.get("x", 0)), float(element.get("x", 0)) + float(element.get("width", 0)), axes
    elif tag != "defs":
        for child in element:
            yield from _inked(child, width)
