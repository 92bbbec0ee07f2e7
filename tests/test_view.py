"""How the watch lays lines out in the terminal that there is."""

from __future__ import annotations

import pytest

from dojo.view import ending, fitted, height, wrapped
from tests.judging import ROOT

LESSON = (ROOT / "tests/snapshots/overflow.txt").read_text(encoding="utf-8").rstrip().split("\n")[2:]
MODEL = (ROOT / "reference/01_linear_algebra/06_broadcasting/broadcasting.py").read_text(encoding="utf-8").split("\n")


def _plain(lines):
    return [(line, {}) for line in lines]


def _texts(lines):
    return [text for text, _ in lines]


@pytest.mark.parametrize("columns", [40, 60, 80])
@pytest.mark.parametrize("lines", [LESSON, MODEL], ids=["lesson", "code"])
def test_no_word_breaks_in_the_middle(lines, columns):
    told = _texts(wrapped(_plain(lines), columns))
    assert [word for line in told for word in line.split()] == [word for line in lines for word in line.split()]
    assert all(len(line) < columns or " " not in line.strip() for line in told)


def test_what_fits_is_left_as_it_is():
    assert _texts(wrapped(_plain(LESSON), 81)) == LESSON


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("    return numbers + others", ["    return numbers", "        + others"]),
        ("  yours    [[1., 2.], [3., 4.]]", ["  yours    [[1.,", "          2.], [3.,", "          4.]]"]),
        ("  It is the axis of x", ["  It is the axis of", "  x"]),
        ("katas/01_linear_algebra/x.py", ["katas/01_linear_algebra/x.py"]),
        ("", [""]),
    ],
)
def test_a_line_goes_on_below_its_own_beginning(line, told):
    assert _texts(wrapped([(line, {})], 20)) == told


@pytest.mark.parametrize(("rows", "columns"), [(50, 80), (14, 80), (9, 80), (14, 60), (9, 60)])
def test_a_lesson_fits_its_heading_and_its_end(rows, columns):
    told = fitted(_plain(LESSON), rows, columns)
    assert height(told, columns) <= rows
    assert told[0][0].startswith(LESSON[0].partition(":")[0])
    assert told[-1][0].split()[-1] == LESSON[-1].split()[-1]
    if rows == 50:
        assert _texts(told) == LESSON
    else:
        assert "  ... (v shows all)" in _texts(told)


def test_a_line_that_is_cut_keeps_its_colour():
    lines = [("title", {}), *[(f"  yours    {i}" if i == 0 else f"           {i}", {"red": True}) for i in range(20)]]
    assert dict(fitted(lines, 8, 80))["  yours    0"] == {"red": True}


def test_the_last_lines_are_kept_where_nothing_fits():
    assert ending(_plain(["a" * 30, "b", "c"]), 2, 20) == _plain(["b", "c"])
    assert ending(_plain(["a" * 90]), 2, 20) == _plain(["a" * 90])
