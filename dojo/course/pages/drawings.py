"""A drawing within a page, beside others."""

from __future__ import annotations

import re
from html import escape

_POINTS = 96 / 72
"""Pixels of CSS in a point, in which Matplotlib counts."""
_LEFT_OUT = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->", re.S)
_REFERENCES = re.compile(r'(\bid="|href="#|url\(#)([^")]+)')
_STYLE = re.compile(r"(<style[^>]*>)(.*?)(</style>)", re.S)
_ROOT = re.compile(r"<svg\b([^>]*?)(?=/?>)")
_SIZE = re.compile(r'\s(?:width|height|role|id|aria-label)="[^"]*"')


def inline(svg: str, said: str, name: str) -> str:
    """A drawing as a part of a page: its ids begin with its name, its style is for it alone.

    Parameters
    ----------
    svg : str
        The file.
    said : str
        What one sees in it.
    name : str
        The id of the element that holds it.
    """
    svg = _REFERENCES.sub(rf"\g<1>{name}-\g<2>", _LEFT_OUT.sub("", svg))
    svg = _STYLE.sub(rf"\1#{name} {{\2}}\3", svg)
    words = f'role="img" aria-label="{escape(said)}"'
    return _ROOT.sub(lambda root: f"<svg{_sized(root[1])} {words}", svg, count=1).strip()


def _sized(attributes: str) -> str:
    """The width as a property of CSS: the page says how far a drawing shrinks with it."""
    width = re.search(r'\bwidth="([\d.]+)(pt|px)?"', attributes)
    kept = _SIZE.sub("", attributes)
    if width is None:
        return kept
    pixels = float(width[1]) * (_POINTS if width[2] == "pt" else 1)
    return f'{kept} style="--width: {pixels:.0f}px"'
