"""The map: which kata builds on which, drawn along the days, and told in words."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from html import escape

from dojo.base.facts import facts
from dojo.base.files import KataFiles
from dojo.course.pages.page import Page
from dojo.course.pages.site import MAP, Site, page_of

_IN_A_LINE = 4
"""So many katas stand side by side: more would not fit beside the contents."""
_WIDTH, _HEIGHT, _GAP, _LEFT, _LINE, _DAY = 140, 30, 34, 56, 52, 22
"""Of a box, beside it, of the column of days; from line to line, and more from day to day."""
_BEND, _LANE = 20, 4
"""How much height a line needs to change its place, and how far two are apart that run side by side."""
_HEAD = """<h1>The map</h1>
<p>The path goes down, from day to day. A line leads from a kata to each kata that imports it. Point at a kata, or
reach it with the tab key, and its lines stand out. A dashed kata is on another path: it stands where the last of its
parts is written. <a href="#words">The list below</a> says the same in words.</p>
"""
_MARKER = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8"'
    ' markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
    '<path class="tip" d="M 0 0 L 8 4 L 0 8 z"/></marker></defs>\n'
)
Spots = dict[str, tuple[int, int]]
"""Where the upper left corner of each kata's box is, by its name."""


def map_page(site: Site) -> Page:
    """The map, as a drawing and in words."""
    drawn = f'<div class="map">\n{drawing(site)}</div>\n'
    return Page(MAP, "The map", f"{_HEAD}{drawn}{_words(site)}")


def edges(site: Site) -> list[tuple[KataFiles, KataFiles]]:
    """Each kata that another one imports, and that other one."""
    known = {place.name: place for place in site.course.order}
    return [(known[name], place) for place in site.course.order for name in facts(place).uses if name in known]


def drawing(site: Site) -> str:
    """The map as SVG, which takes its colours from the page."""
    spots, labels, height = _spots(site)
    width = _LEFT + _IN_A_LINE * (_WIDTH + _GAP)
    joined = edges(site)
    lines = "".join(_lines(spots, [(source.name, target.name) for source, target in joined]))
    boxes = "".join(_box(site, place, *spots[place.name]) for place in site.course.order)
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="group"'
        ' aria-label="A map: the katas in the order of the days, and lines from each to those that import it.">\n'
        f"<style>\n{_rules({place.name for pair in joined for place in pair})}</style>\n"
        f"{_MARKER}{''.join(_label(*label) for label in labels)}{lines}{boxes}</svg>\n"
    )


def _spots(site: Site) -> tuple[Spots, list[tuple[str, int]], int]:
    """Where each kata stands, what stands at the left of which line, and how high it all is."""
    spots, labels, y = {}, [], 0
    days = {place: _day(site, place) for place in site.course.order}
    for day, some in itertools.groupby(sorted(site.course.order, key=days.get), days.get):
        labels.append((f"Day {day}" if day < math.inf else "Beyond", y))
        same = list(some)
        for i, place in enumerate(same):
            spots[place.name] = (_LEFT + _GAP // 2 + i % _IN_A_LINE * (_WIDTH + _GAP), y + i // _IN_A_LINE * _LINE)
        y += (len(same) - 1) // _IN_A_LINE * _LINE + _LINE + _DAY
    return spots, labels, y


def _day(site: Site, place: KataFiles) -> float:
    """The day of a kata; of one that is not on the path, that of the last of its parts."""
    parts = [other for name in facts(place).uses if (other := place.sibling(name))]
    return site.course.day_of(place) or max((_day(site, part) for part in parts), default=math.inf)


def _label(said: str, y: int) -> str:
    return f'<text class="day" x="0" y="{y + 20}">{said}</text>\n'


def _box(site: Site, place: KataFiles, x: int, y: int) -> str:
    """A kata, which leads to its page."""
    name = escape(place.name.replace("_", " "))
    beyond = "" if site.course.day_of(place) else ' class="beyond"'
    return (
        f'<a id="to-{place.name}" href="{page_of(place)}"{beyond}><rect x="{x}" y="{y}" width="{_WIDTH}"'
        f' height="{_HEIGHT}" rx="5"/><text x="{x + _WIDTH // 2}" y="{y + 19.5}">{name}</text></a>\n'
    )


def _lines(spots: Spots, pairs: list[tuple[str, str]]) -> Iterator[str]:
    """From below one box to above another, past those between them."""
    taken: list[tuple[int, int, int]] = []
    for source, target in pairs:
        (x, top), (end_x, end_y) = ((left + _WIDTH // 2, above) for left, above in (spots[source], spots[target]))
        y = top + _HEIGHT
        if end_y <= top:
            way = f"C {x} {y + _BEND} {end_x} {y + _BEND} {end_x} {y}"
        elif end_y - top <= _LINE + _DAY:
            way = f"C {x} {y + _BEND} {end_x} {end_y - _BEND} {end_x} {end_y}"
        else:
            lane = _free(x, end_x, y, end_y, taken)
            taken.append((lane, y, end_y))
            way = f"C {x} {y + _BEND} {lane} {y} {lane} {y + _BEND} L {lane} {end_y - _BEND} "
            way += f"C {lane} {end_y} {end_x} {end_y - _BEND} {end_x} {end_y}"
        yield f'<path class="{source} {target}" d="M {x} {y} {way}" marker-end="url(#tip)"/>\n'


def _free(x: int, end_x: int, y: int, end_y: int, taken: list[tuple[int, int, int]]) -> int:
    """A lane between two columns, on the way from one place to another, where no line runs yet."""
    lanes = [_LEFT + n * (_WIDTH + _GAP) + shift for n in range(_IN_A_LINE + 1) for shift in range(-12, 13, _LANE)]
    lanes.sort(key=lambda lane: abs(lane - x) + abs(lane - end_x))
    used = {lane for lane, start, end in taken if start < end_y and y < end}
    return next((lane for lane in lanes if lane not in used), lanes[0])


def _rules(names: set[str]) -> str:
    """By which the lines of a kata stand out."""
    chosen = "stroke: var(--link); stroke-width: 2.5; opacity: 1"
    return "".join(f".map:has(#to-{name}:is(:hover, :focus)) .{name} {{ {chosen} }}\n" for name in sorted(names))


def _words(site: Site) -> str:
    """The map for those who don't see it."""
    return f'<h2 id="words">In words</h2>\n<ul>\n{"".join(_sentences(site))}</ul>\n'


def _sentences(site: Site) -> Iterator[str]:
    for target, pairs in itertools.groupby(edges(site), lambda pair: pair[1]):
        sources = ", ".join(_linked(site, source) for source, _ in pairs)
        yield f"<li>{_linked(site, target)} builds on {sources}.</li>\n"


def _linked(site: Site, place: KataFiles) -> str:
    return f'<a href="{page_of(place)}">{escape(site.titles[place.judge.parent])}</a>'
