"""How the watch lays lines out in the terminal that there is."""

from __future__ import annotations

import io
import re

import pytest

from dojo import milestone
from dojo.engine.base.layout import lines as laid_out
from dojo.engine.base.layout import size_of, width_of
from dojo.engine.base.lesson import Lesson
from dojo.watch import view
from dojo.watch.view import ending, fitted, height, wrapped
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
        ("  It is the axis of x", ["  It is the axis of", "  x"]),
        ("katas/01_linear_algebra/x.py", ["katas/01_linear_algebra/x.py"]),
        ("", [""]),
    ],
)
def test_a_line_goes_on_below_its_own_beginning(line, told):
    assert _texts(wrapped([(line, {})], 20)) == told


HEAD = _plain(["03_probability/01_softmax  red: core 7 of 12", "", "large logits  [numpy]", ""])
RED = Lesson(
    "softmax: not what NumPy gives, on numpy in float64",
    [("logits", "\n".join(f"[{i}., 2.]," for i in range(8))), ("yours", "[nan, nan]"), ("expected", "[0.5, 0.5]")],
    ["It looks as if exp overflowed. Subtract the largest logit of the slice from all of them first."],
)


@pytest.mark.parametrize(("rows", "columns"), [(50, 80), (16, 80), (14, 80), (16, 60)])
def test_a_lesson_fits_its_heading_and_its_end(rows, columns):
    told = _texts(fitted(HEAD, RED, rows, columns))
    assert height(_plain(told), columns) <= rows
    assert told[:5] == [*_texts(HEAD), RED.title]
    assert told[-1].split()[-1] == "first."
    assert (told == _texts(HEAD + laid_out(RED, None, columns - 1))) == (rows == 50)


def test_a_lesson_that_is_whole_keeps_all_its_lines():
    assert fitted(HEAD, RED, None, 200) == HEAD + laid_out(RED)
    assert fitted(HEAD, None, 3, 80) == HEAD


def test_the_last_lines_are_kept_where_nothing_fits():
    assert ending(_plain(["a" * 30, "b", "c"]), 2, 20) == _plain(["b", "c"])
    assert ending(_plain(["a" * 90]), 2, 20) == _plain(["a" * 90])


class _Terminal(io.StringIO):
    """A stream that looks like a terminal of 40 columns."""

    def isatty(self):
        return True


def test_what_a_milestone_and_a_command_say_breaks_no_word_on_a_terminal(monkeypatch):
    prose = "Your GPT learns to say a word when it is asked to, by your LoRA, and then to do so politely, torch-cpu."
    for told in (milestone.say, view.say):
        stream = _Terminal()
        monkeypatch.setattr("sys.stdout", stream)
        monkeypatch.setattr("dojo.engine.base.layout.size_of", lambda file: (40, 30))
        told(prose)
        lines = re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue()).rstrip("\n").split("\n")
        assert max(map(len, lines)) < 40
        assert " ".join(lines).split() == prose.split()


def test_in_a_pipe_the_width_of_a_screen_is_what_columns_says(monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    assert size_of(io.StringIO())[0] == 50
    assert width_of(io.StringIO()) == 0
    monkeypatch.setenv("COLUMNS", "wide")
    assert size_of(io.StringIO())[0] == 80
