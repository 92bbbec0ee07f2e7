"""A lesson is laid out for a screen, and keeps what helps most where that is small."""

from __future__ import annotations

import json

import pytest

from dojo.engine.base.layout import lines, text
from dojo.engine.base.lesson import Lesson

LESSON = Lesson(
    "matvec raised ValueError, on numpy in float64",
    [
        ("W", "[[1., 2., 3.],\n [4., 5., 6.]]"),
        ("x", "[[[ 1.,  2.,  3.],\n  [ 4.,  5.,  6.]],\n\n [[ 7.,  8.,  9.],\n  [ 1.,  2.,  3.]]]"),
        ("at", "matmul.py:9  return xp.sum(W * x, axis=-1)"),
        ("raised", "ValueError: operands could not be broadcast together"),
        ("call", "matvec(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[[1.0,\n    2.0, 3.0]]]))"),
    ],
    ["A batch of vectors is lined up with the rows of the matrix: W * x puts the first vector on the first row."],
)
MESSAGE = """\
matvec raised ValueError, on numpy in float64

  W      [[1., 2., 3.],
          [4., 5., 6.]]
  x      [[[ 1.,  2.,  3.],
           [ 4.,  5.,  6.]],

          [[ 7.,  8.,  9.],
           [ 1.,  2.,  3.]]]
  at     matmul.py:9  return xp.sum(W * x, axis=-1)
  raised ValueError: operands could not be broadcast together
  call   matvec(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[[1.0,
             2.0, 3.0]]]))

  A batch of vectors is lined up with the rows of the matrix: W * x puts the
  first vector on the first row."""


def laid_out(lesson: Lesson, *given) -> list[str]:
    return [line for line, _ in lines(lesson, *given)]


@pytest.mark.parametrize("room", [15, 13, 12, 11])
def test_a_short_screen_keeps_the_line_the_exception_and_the_words(room):
    seen = laid_out(LESSON, room)
    assert len(seen) <= room
    assert "  ... (-v shows all)" in seen
    assert not any("call" in line or "2.0" in line for line in seen)
    for kept in (0, 9, 10, -2, -1):
        assert MESSAGE.split("\n")[kept] in seen


def test_where_there_is_room_nothing_is_left_out():
    assert text(LESSON) == MESSAGE == "\n".join(laid_out(LESSON, 16)) == "\n".join(laid_out(LESSON, 100))


def test_a_paragraph_that_begins_with_call_is_no_row():
    words = "call it with float64, and convert at the end."
    lesson = Lesson("derivative: wrong", [("x", "\n".join(["[1.,", *[" 2.,"] * 9]))], [words])
    assert laid_out(lesson, 8)[-1] == f"  {words}"


@pytest.mark.parametrize("room", range(1, 20))
def test_it_fits_any_screen(room):
    assert len(laid_out(LESSON, room)) <= max(room, 6)


@pytest.mark.parametrize("columns", [30, 40, 60, 80, 200])
def test_it_is_no_wider_than_the_terminal_and_words_stay_whole(columns):
    prose = " ".join(LESSON.words).split()
    seen = laid_out(LESSON, None, columns)
    assert max(map(len, seen)) <= min(columns, 80)
    assert " ".join(seen).split()[-len(prose) :] == prose


def test_codes_that_move_the_cursor_are_made_visible():
    assert text(Lesson("a\x1b[2J", [("yours", "b\x1b[H")], ["c\x07"])) == "a\\x1b[2J\n\n  yours b\\x1b[H\n\n  c\\x07"


def test_it_crosses_as_plain_lists_and_strings():
    lesson = Lesson("title", [("x", "1.")], ["words"], ["one cause", "another"], "hung")
    assert Lesson.from_plain(json.loads(json.dumps(lesson.to_plain()))) == lesson


def test_another_cause_is_told_in_place_of_the_first():
    lesson = Lesson("title", words=["words"], causes=["one", "other"])
    assert lesson.paragraphs == ["one", "words"]
    assert lesson.told_as("other").paragraphs == ["other", "words"]
    assert lesson.told_as(None) == lesson


MANY = Lesson(
    "load: not what it should be",
    [*((f"w{i}", "[1.,\n 2.,\n 3.]") for i in range(9)), ("yours", "3."), ("expected", "4."), ("call", "load(1)")],
    ["The weights are read in the wrong order."],
)


@pytest.mark.parametrize("room", [7, 9, 12, 15])
def test_cause_yours_and_expected_stand_however_many_inputs_there_are(room):
    seen = laid_out(MANY, room)
    assert len(seen) <= room
    assert [line.split()[-1] for line in seen if "yours" in line or "expected" in line] == ["3.", "4."]
    assert seen[-1] == "  The weights are read in the wrong order."
    assert seen.count("  ... (-v shows all)") == 1


def test_a_lesson_that_is_too_long_loses_inputs_and_not_its_reason():
    lesson = Lesson("a title", [("text", "x" * 9000)], ["why"]).cut()
    assert (lesson.title, lesson.words) == ("a title", ["why"])
    assert lesson.rows[0][1].endswith(" ...")
