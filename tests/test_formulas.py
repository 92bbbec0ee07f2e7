"""Every page of the course can be shown: its formulas are read, and each statement leads on to something on the web."""

from __future__ import annotations

import re

import pytest

from dojo.course.pages.formulas import converted
from dojo.course.pages.markdown import formulas
from tests.judging import KATAS, ROOT

PAGES = sorted((ROOT / "katas").glob("**/*.md"))
TRACKS = sorted({place.judge.parents[1] for place in KATAS})
_LINK = re.compile(r"\[[^]]+\]\(https?://[^)\s]+\)")


def _name(page) -> str:
    return page.relative_to(ROOT / "katas").as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_its_formulas_are_read_by_browsers(page):
    """GitHub's Markdown eats backslashes between double dollars: a formula is a ``math`` block, or $`x`$."""
    text = page.read_text(encoding="utf-8")
    assert "$$" not in text
    for formula, display in formulas(text):
        converted(formula, display)


@pytest.mark.parametrize("place", KATAS, ids=lambda place: place.id)
def test_a_statement_ends_with_one_or_two_things_to_read_on_the_web(place):
    _, heading, end = (place.judge.parent / "README.md").read_text(encoding="utf-8").rpartition("\n## Read on\n")
    assert heading
    assert 1 <= len(_LINK.findall(end)) <= 2


@pytest.mark.parametrize("track", TRACKS, ids=lambda track: track.name)
def test_a_track_begins_with_something_on_the_web(track):
    before, _, _ = (track / "README.md").read_text(encoding="utf-8").partition("\n| day |")
    assert _LINK.search(before)
