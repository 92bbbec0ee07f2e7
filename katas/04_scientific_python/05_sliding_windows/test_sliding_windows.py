"""Sliding windows are views of the array that they slide over, and their means are a moving average."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch
from dojo.strategies import arrays, integer_arrays, laid_out, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=25,
    targets="python",
    from_scratch=[
        *("sliding_window_view", "convolve", "correlate", "fftconvolve", "convolve1d", "correlate1d", "lfilter"),
        *("uniform_filter", "uniform_filter1d", "generic_filter", "generic_filter1d", "unfold", "rolling"),
    ],
    instead="You need the strides of x, as_strided, and a mean.",
    ladder={"x": "finite"},
)

LAYOUTS = ["C", "F", "gaps", "backwards"]
ROWS = np.arange(12.0).reshape(2, 6)
MARGIN = 256
"""Entries before and behind x, so that a window that reaches too far shows a number that is known."""


def laid(x, layout):
    """A copy of x that lies in the middle of a longer memory, in a layout of its own."""
    gap = 2 if layout == "gaps" else 1
    memory = np.full(gap * x.size + 2 * MARGIN, 77, x.dtype)
    inside = memory[MARGIN : MARGIN + gap * x.size]
    if layout == "F":
        own = inside.reshape(x.shape[::-1]).T
    elif layout == "gaps":
        own = inside.reshape(*x.shape[:-1], gap * x.shape[-1])[..., ::2]
    else:
        own = inside.reshape(x.shape)[..., :: -1 if layout == "backwards" else 1]
    own[...] = x
    return own


def windows_of(solution, x, size, step, layout):
    return solution.windows(laid(x, layout), size, step)


def windows_without_a_step(solution, x, size):
    return {"no step": solution.windows(laid(x, "C"), size), "step 1": solution.windows(laid(x, "C"), size, 1)}


@st.composite
def arrays_and_sizes(draw):
    """Numbers along the last of one to three axes, and a size of window that fits."""
    x = draw(arrays(shapes(max_side=6), layouts=False))
    return x, draw(st.integers(1, x.shape[-1]))


steps, layouts = st.integers(1, 4), st.sampled_from(LAYOUTS)


@st.composite
def plain_series(draw):
    """Numbers in a row, and a size of window that fits."""
    x = draw(plain_arrays(shapes(max_dims=1, min_side=2, max_side=9)))
    return x, draw(st.integers(2, len(x)))


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_windows(kata):
    kata.check_figure(windows_of, np.arange(1.0, 7.0), 3, 2, "C", gives=[[1, 2, 3], [3, 4, 5]])


def test_worked_example_of_moving_average(kata):
    kata.check_figure("moving_average", np.array([2.0, 4.0, 9.0, 5.0, 1.0]), 3, gives=[5.0, 6.0, 5.0])


@given(plain_series(), steps)
@example((np.arange(5.0), 2), 1)
@example((np.arange(5.0), 2), 3)
@example((np.arange(7.0), 3), 2)
@example((np.arange(8.0), 3), 2)
@example((np.arange(8.0), 2), 2)
@example((np.arange(40.0), 16), 3)
def test_a_window_is_a_stretch_of_x(kata, case, step):
    x, size = case
    kata.check(windows_of, x, size, step, "C")


@given(plain_series())
@example((np.arange(5.0), 2))
def test_the_step_is_one_by_default(kata, case):
    kata.check(windows_without_a_step, *case)


def windows_after_x_was_written(solution, x, size, layout):
    own = laid(x, layout)
    view = solution.windows(own, size)
    own[...] = -own
    return view


@given(plain_series())
@example((np.arange(6.0), 3))
def test_what_is_written_into_x_shows_in_its_windows(kata, case):
    kata.check(windows_after_x_was_written, *case, "C")


@given(plain_series())
@example((np.array([2.0, 4.0, 9.0, 5.0, 1.0]), 2))
@example((np.array([1.0, 2.0, 4.0]), 3))
@example((np.arange(40.0) ** 2 % 17, 16))
def test_averages_are_the_means_of_the_windows(kata, case):
    x, size = case
    kata.check("moving_average", x, size, scale=np.abs(x).sum())


@given(st.integers(-9, 9), st.integers(1, 9), st.integers(2, 4), st.integers(1, 4))
def test_on_a_straight_line_the_average_is_the_middle(kata, start, slope, size, more):
    n = size + more
    x = start + slope * np.arange(float(n))
    middles = x[: n - size + 1] + slope * (size - 1) / 2
    scale = np.abs(x).sum()
    kata.equal(kata.moving_average(x, size), middles, "a straight line is averaged to the middles", scale=scale)


test_is_written_from_scratch = from_scratch(("windows", np.arange(6.0), 3, 2), ("moving_average", np.arange(6.0), 3))


# --------------------------------------------------------------------------------------- edges


@edges
@given(arrays_and_sizes(), steps, layouts)
@example((np.arange(9.0), 1), 4, "C")
@example((np.arange(4, dtype=np.float32), 4), 2, "C")
@example((np.arange(8.0), np.int64(3)), np.int64(2), "C")
@example((ROWS, 2), 1, "C")
@example((ROWS, 4), 1, "gaps")
@example((ROWS, 2), 3, "F")
@example((np.arange(60.0).reshape(3, 4, 5), 3), 2, "F")
@example((np.arange(120.0).reshape(2, 3, 4, 5), 2), 2, "C")
@example((np.arange(640.0).reshape(16, 40), 7), 5, "gaps")
@example((ROWS, 3), 1, "backwards")
def test_windows_of_a_batch_in_any_memory(kata, case, step, layout):
    x, size = case
    kata.check(windows_of, x, size, step, layout)


@edges
@given(integer_arrays((2, 5), -9, 10), st.integers(1, 5), steps)
@example(np.arange(6, dtype=np.uint8), 4, 1)
def test_windows_of_tokens_are_tokens(kata, x, size, step):
    kata.check(windows_of, x, size, step, "C")


@edges
@pytest.mark.parametrize("shape", [(0, 4), (3, 0, 4)])
def test_no_rows_have_no_windows(kata, shape):
    kata.check(windows_of, np.zeros(shape), 3, 1, "C")


@edges
@given(arrays_and_sizes(), st.integers(1, 3))
def test_windows_as_far_apart_as_they_are_long_are_x_again(kata, case, count):
    x = np.concatenate([case[0]] * count, axis=-1)
    size = x.shape[-1] // count
    found = kata.run(windows_of, x, size, size, "C")
    kata.equal(found.reshape(x.shape), x, "windows with step = size, one after another, are x")


@edges
@given(arrays_and_sizes(), steps)
def test_windows_of_one_entry_are_a_slice(kata, case, step):
    x, _ = case
    found = kata.run(windows_of, x, 1, step, "C")
    kata.equal(found, x[..., ::step, None], "windows(x, 1, step) holds the entries of x[..., ::step]")


def whose_memory(solution, x, size, step):
    """Whether the windows look at the memory of x, and who may write."""
    found = {}
    for layout in LAYOUTS:
        own = laid(x, layout)
        view = solution.windows(own, size, step)
        shared = isinstance(view, np.ndarray) and np.may_share_memory(view, own)
        kind = "x's, and can be written into" if shared and view.flags.writeable else "x's, read-only"
        found[f"the memory of the windows, x in layout {layout}"] = kind if shared else "their own"
        found[f"x in layout {layout}"] = "can be written into" if own.flags.writeable else "read-only"
    return found


@edges
@pytest.mark.parametrize(("size", "step"), [(3, 1), (2, 2), (6, 1), (1, 1)])
def test_windows_look_at_x_and_let_nobody_write(kata, size, step):
    kata.check(whose_memory, ROWS, size, step)


@edges
@given(arrays_and_sizes(), layouts)
@example((ROWS, 3), "F")
@example((ROWS, 3), "gaps")
def test_what_is_written_into_any_x_shows_in_its_windows(kata, case, layout):
    kata.check(windows_after_x_was_written, *case, layout)


@edges
@pytest.mark.parametrize(("n", "size"), [(5, 0), (5, -1), (5, 6), (5, 100), (0, 0), (0, 1)])
def test_a_window_has_from_one_to_n_entries(kata, n, size):
    kata.check_raises(ValueError, windows_of, np.arange(float(n)), size, 1, "C")


@edges
@pytest.mark.parametrize("step", [0, -1, -2])
def test_a_step_leads_forward(kata, step):
    kata.check_raises(ValueError, windows_of, np.arange(5.0), 2, step, "C")


@edges
@given(arrays_and_sizes(), st.data())
@example((np.array([1.0, 2.0, 4.0, 8.0], np.float32), 3), None)
@example((np.asfortranarray([[1.0, 2.0, 4.0, 8.0], [1.0, 3.0, 9.0, 27.0]]), 2), None)
@example((ROWS[:, ::2], 2), None)
@example((np.array([1.0, 2.0, 4.0]), 1), None)
@example((np.array([1e20, 2e20, -3e20, 1e-25, 2e-25], np.float32), 2), None)
@example((np.array([1.0, 2.0, 4.0]), np.int64(2)), None)
@example((np.arange(120.0).reshape(2, 3, 4, 5) ** 2, 3), None)
def test_averages_of_a_batch_in_any_memory(kata, case, data):
    x, size = case
    kata.check("moving_average", data.draw(laid_out(x), "x") if data else x, size)


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("first", [1e16, -1e30, np.inf, np.nan])
def test_what_lies_outside_a_window_does_not_matter(kata, first, dtype):
    kata.check("moving_average", np.array([1.0, 3.0, first, 2.0, 4.0, 9.0], dtype), 2)


@edges
@given(integer_arrays((2, 4), -9, 10), st.integers(1, 4))
@example(np.array([1, 2, 4]), 2)
@example(np.array([100, 100, 101], np.int8), 3)
@example(np.array([200, 250, 255, 0], np.uint8), 2)
def test_averages_of_integers_keep_their_fraction(kata, x, size):
    kata.check("moving_average", x, size)


@edges
@pytest.mark.parametrize(("n", "size"), [(5, 0), (5, -1), (5, 6), (5, 100), (0, 0), (0, 1)])
def test_an_average_is_of_one_to_n_entries(kata, n, size):
    kata.check_raises(ValueError, "moving_average", np.arange(float(n)), size)


@edges
def test_a_long_series_keeps_its_digits(kata):
    x = np.random.default_rng(0).normal(size=(2, 3000)).astype(np.float32)
    kata.check("moving_average", x + np.float32(100), 50)
