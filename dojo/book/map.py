"""The map: the katas along the days, with lines from each to those that build on it; and the same in words."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from pathlib import Path

from dojo.book.page import Page
from dojo.book.site import MAP, Site, text_of
from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles

_IN_A_LINE = 4
"""So many katas stand side by side: more would not fit beside the contents."""
_WIDTH, _HEIGHT, _GAP, _LEFT, _LINE, _DAY = 140, 30, 34, 56, 52, 22
"""The sizes of a box, the gap beside it, the column of days; from line to line, and more from day to day."""
_BEND, _LANE = 20, 4
"""The height that a line needs to change its place, and the distance of two that run side by side."""
_LINK = re.compile(r"\]\((\.\./[\w/.]+?)(?:/README\.md)?/?(?:#[^)]*)?\)")
Pair = tuple[KataFiles, KataFiles]
Spots = dict[KataFiles, tuple[int, int]]
"""The upper left corner of each kata's box."""


def map_page(site: Site) -> Page:
    """Return the map, as a drawing that takes its colours from the page, and in words."""
    spots, labels, height = _spots(site)
    lines = [(*line, False) for line in _lines(spots, edges(site))]
    downwards = [(a, b) if spots[a][1] <= spots[b][1] else (b, a) for a, b in links(site)]
    lines += [(*line, True) for line in _lines(spots, downwards)]
    values = {
        "width": _LEFT + _IN_A_LINE * (_WIDTH + _GAP),
        "height": height,
        "box": (_WIDTH, _HEIGHT),
        "labels": labels,
        "spots": spots,
        "lines": lines,
        "ends": {place.name for source, target, *_ in lines for place in (source, target)},
    }
    return Page(MAP, "The map", "Which kata builds on which, along the days.", "map.html", values)


def edges(site: Site) -> list[Pair]:
    """Return each kata that another one imports, and that other one."""
    course = site.course
    return [(part, place) for place in course.order for part in course.named(facts(place).uses)]


def links(site: Site) -> list[Pair]:
    """Return the pairs of katas of which a page leads to the other, in their order, where neither imports the other."""
    order, folders = site.course.order, {place.judge.parent: place for place in site.course.order}
    pairs: set[Pair] = set()
    for place in order:
        for address in _LINK.findall(text_of(place.judge.with_name("README.md"))):
            other = folders.get(Path(os.path.normpath(place.judge.parent / address)), place)
            first, second = sorted((place, other), key=order.index)
            pairs |= {(first, second)} if first != second else set()
    return sorted(pairs - {*edges(site)}, key=lambda pair: [order.index(place) for place in reversed(pair)])


def _spots(site: Site) -> tuple[Spots, list[tuple[str, int]], int]:
    """Return where each kata stands, the words at the left of some lines, and how high it all is."""
    spots, labels, y = {}, [], 0
    days: dict[float, list[KataFiles]] = {}
    for place in site.course.order:
        days.setdefault(_day(site, place), []).append(place)
    for day, same in sorted(days.items()):
        labels.append((f"Day {day}" if day < math.inf else "Beyond", y))
        for i, place in enumerate(same):
            spots[place] = (_LEFT + _GAP // 2 + i % _IN_A_LINE * (_WIDTH + _GAP), y + i // _IN_A_LINE * _LINE)
        y += (len(same) - 1) // _IN_A_LINE * _LINE + _LINE + _DAY
    return spots, labels, y


def _day(site: Site, place: KataFiles) -> float:
    """Return the day of a kata; of one that is not on the path, that of the last of its parts."""
    parts = site.course.named(facts(place).uses)
    return site.course.day_of(place) or max((_day(site, part) for part in parts), default=math.inf)


def _lines(spots: Spots, pairs: list[Pair]) -> Iterator[tuple[KataFiles, KataFiles, str]]:
    """Yield each line: from below one box to above another, past those between them."""
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
        yield source, target, f"M {x} {y} {way}"


def _free(x: int, end_x: int, y: int, end_y: int, taken: list[tuple[int, int, int]]) -> int:
    """Return a lane between two columns, on the way from one place to another, where no line runs yet."""
    lanes = [_LEFT + n * (_WIDTH + _GAP) + shift for n in range(_IN_A_LINE + 1) for shift in range(-12, 13, _LANE)]
    lanes.sort(key=lambda lane: abs(lane - x) + abs(lane - end_x))
    used = {lane for lane, start, end in taken if start < end_y and y < end}
    return next((lane for lane in lanes if lane not in used), lanes[0])
