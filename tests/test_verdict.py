"""A message is cut short to the screen, and keeps what helps most."""

from __future__ import annotations

import pytest

from dojo.results import Result
from dojo.verdict import cause, fit, words

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


@pytest.mark.parametrize("room", [15, 13, 12, 11])
def test_a_short_screen_keeps_the_line_the_exception_and_the_words(room):
    lines = fit(MESSAGE, room).split("\n")
    assert len(lines) <= room
    assert "  ... (-v shows all)" in lines
    assert not any("call" in line or "2.0" in line for line in lines)
    for kept in (0, 9, 10, -2, -1):
        assert MESSAGE.split("\n")[kept] in lines


def test_where_there_is_room_nothing_is_left_out():
    assert fit(MESSAGE, 16) == MESSAGE == fit(MESSAGE, 100)


def test_a_paragraph_that_begins_with_call_is_no_row():
    words = "  call it with float64, and\n  convert at the end."
    rows = "\n".join(["  x [1.,", *["     2.,"] * 9])
    assert fit(f"derivative: wrong\n\n{rows}\n\n{words}", 8).endswith(words)


@pytest.mark.parametrize("room", range(1, 20))
def test_it_fits_any_screen(room):
    assert len(fit(MESSAGE, room).split("\n")) <= max(room, 6)


def test_of_several_mistakes_the_one_that_explains_most_is_told_and_counted():
    place = ("01_numbers/01_double", "numpy", "core")
    first = Result(*place, "test_one", "failed", text="double: wrong\n\n  One way.", mistakes=["One way.", "Another."])
    second = Result(*place, "test_two", "failed", text="double: wrong\n\n  Another.", mistakes=["Another."])
    assert cause(first, [first, second]) == "Another."
    assert words(first, [first, second]) == "double: wrong\n\n  Another."
    assert cause(Result(*place, "test_three", "failed"), [first, second]) is None
