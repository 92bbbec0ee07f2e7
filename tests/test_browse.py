"""The list of the watch: keys to state, and state to lines."""

from __future__ import annotations

import re

import pytest

from dojo.course.course import Course
from dojo.watch import browse
from dojo.watch.keys import names_of
from dojo.watch.walk import Walk
from tests.judging import ROOT

COURSE = Course(ROOT, "foundations")


@pytest.fixture
def opened():
    """The list of the whole course, as it is opened at softmax."""
    return browse.opened(Walk(COURSE), COURSE.find("softmax"))


def _after(browser, *keys, page=10):
    for key in keys:
        browser = browse.pressed(browser, key, page)
    return browser


def _texts(browser, rows=24, columns=80):
    return [text for text, _ in browse.lines(browser, rows, columns)]


def test_it_shows_the_path_until_all_is_asked_for(opened):
    assert [row.place for row in opened.shown] == COURSE.on_path
    assert len(_after(opened, "a").shown) == len(COURSE.places)
    assert _after(opened, "a", "a").shown == opened.shown
    later = browse.opened(Walk(COURSE), COURSE.find("06_autograd/02_tensor_engine"))
    assert later.shows_all
    assert later.at.name == "tensor_engine"


def test_a_part_of_the_course_is_the_path(opened):
    course = Course(ROOT, "fast_track")
    fast = browse.opened(Walk(course, is_path=True), course.find("softmax"))
    assert [row.place.name for row in fast.shown] == course.path.katas


@pytest.mark.parametrize(("rows", "columns"), [(24, 80), (6, 80), (2, 80), (22, 60), (10, 40)])
@pytest.mark.parametrize("keys", [(), ("end",), ("home",), ("pagedown", "down"), ("a", "end")])
def test_the_marked_kata_is_in_view_and_every_line_fits(opened, keys, rows, columns):
    browser = _after(opened, *keys)
    texts = _texts(browser, rows, columns)
    assert len(texts) <= rows
    assert max(map(len, texts)) < columns
    (marked,) = [text for text in texts if text.startswith(">")]
    assert browser.at.folder in marked


def test_where_one_is_is_told_from_what_is_marked(opened):
    assert [text[:2] for text in _texts(opened) if "01_softmax" in text] == [">*"]
    assert [text[:2] for text in _texts(_after(opened, "down")) if "01_softmax" in text] == [" *"]


@pytest.mark.parametrize(
    ("keys", "moved"),
    [
        (["down"], 1), (["j"], 1), (["up"], -1), (["k"], -1), (["pagedown"], 10), (["pageup"], -10),
        (["down", "up"], 0), (["home"], -99), (["g"], -99), (["end"], 99), (["G"], 99), (["z"], 0),
        (["pageup"] * 9 + ["down"], -98), (["G", "down"], 99),
    ],
)  # fmt: skip
def test_keys_move_and_stop_at_the_ends(opened, keys, moved):
    last, start = len(opened.shown) - 1, opened.index
    expected = {-99: 0, -98: 1, 99: last}.get(moved, start + moved)
    assert _after(opened, *keys).index == expected


def test_a_kata_is_found_by_a_part_of_its_name_or_by_its_state(opened):
    found = _after(opened, "/", *"_soft")
    assert [row.place.name for row in found.shown] == ["softmax", "log_softmax", "softmax_gradient"]
    assert found.at.name == "softmax", "it is still shown"
    assert _after(found, "backspace", "down").at.name == "log_softmax"
    assert _after(found, *"zzz").shown == []
    assert "no kata fits" in _texts(_after(found, *"zzz"))[0]
    assert not _after(found, *"zzz", "enter").end
    assert len(_after(found, *"zzz", "escape").shown) == len(COURSE.on_path)
    assert _after(opened, "/", *"fast").shown == [
        row for row in opened.shown if row.place.name in COURSE.paths["fast_track"].katas
    ]


def test_it_ends_with_a_kata_or_with_none(opened):
    assert _after(opened, "down", "enter").end == "go"
    assert _after(opened, "down", "enter").at.name == "log_softmax"
    for key in ("escape", "q", "l"):
        assert _after(opened, key).end == "back"
    assert not _after(opened, "/", "q").end


def test_the_keys_that_it_tells_fit_a_terminal(opened):
    for browser in (opened, _after(opened, "a"), _after(opened, "/")):
        assert len(browse.keys(browser)) < 80


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("\x1b[A\x1b[B", ["up", "down"]),
        ("\x1bOA\x1bOB", ["up", "down"]),
        ("\x1b[5~\x1b[6~\x1b[1~\x1b[F", ["pageup", "pagedown", "home", "end"]),
        ("\x1b", ["escape"]),
        ("\r\n\x7fa/", ["enter", "enter", "backspace", "a", "/"]),
        ("\x1b[15~x", ["x"]),
    ],
)
def test_a_terminal_s_codes_have_names(typed, names):
    assert names_of(typed) == names
    assert not re.search(r"\x1b", "".join(names))
