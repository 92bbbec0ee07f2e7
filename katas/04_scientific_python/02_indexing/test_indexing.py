"""A slice is a view, integers and truth values choose copies, and left of the = sign all of them write in place."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges
from dojo.strategies import arrays, axes, integer_arrays, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=40,
    targets="python",
    ladder={"x": "real"},
)

LAYOUTS = ["C", "F", "gaps", "backwards"]
X = np.arange(12.0).reshape(3, 4)


def laid(x, layout):
    """A copy of x to write into, in a memory layout of its own, and the memory beside it."""
    beside = np.zeros(0)
    if layout == "gaps":
        wide = np.full((*x.shape[:-1], 2 * x.shape[-1]), 77, x.dtype)
        own, beside = wide[..., ::2], wide[..., 1::2]
        own[...] = x
    elif layout == "backwards":
        own = x[::-1].copy()[::-1]
    else:
        own = np.array(x, order=layout)
    return own, beside


def memory_of(solution, function, x, choices, layouts):
    """Whose memory the results are in, for each choice and each layout of x."""
    found = {}
    for choice in choices:
        for layout in layouts:
            own, _ = laid(x, layout)
            result = getattr(solution, function)(own, *choice)
            shared = isinstance(result, np.ndarray) and np.shares_memory(result, own)
            kind = "x's, read-only" if shared and not result.flags.writeable else "x's" if shared else "its own"
            found[f"{', '.join(map(str, choice))} in layout {layout}"] = kind
    return found


def x_with_a_new_diagonal(solution, x, value, layouts):
    """What has become of x, and of the memory beside it, in each layout."""
    found = {}
    for layout in layouts:
        own, beside = laid(x, layout)
        came_back = solution.set_diagonal(own, value)
        found |= {f"x in layout {layout}": own.copy(), f"memory beside x in layout {layout}": beside.copy()}
        found[f"came back in layout {layout}"] = "nothing" if came_back is None else "something"
    return found


def along_each_axis(solution, x, axes):
    found = {"by default": solution.every_other(x)}
    return found | {f"axis {axis}": solution.every_other(x, axis) for axis in axes}


def x_after_writing_into_every_other(solution, x, layout, axis):
    own, _ = laid(x, layout)
    result = solution.every_other(own, axis)
    result[...] = -np.arange(result.size).reshape(result.shape)
    return own.copy()


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_take_rows(kata):
    kata.check_figure("take_rows", X, [2, 0], gives=[[8, 9, 10, 11], [0, 1, 2, 3]])


def test_worked_example_of_every_other(kata):
    kata.check_figure("every_other", X, 1, gives=[[0, 2], [4, 6], [8, 10]])


def test_worked_example_of_where_between(kata):
    kata.check_figure("where_between", X, 3.0, 5.5, gives=[3, 4, 5])


def test_worked_example_of_set_diagonal(kata):
    found = kata.check(x_with_a_new_diagonal, X, -1.0, ["C"])
    figure = [[-1.0, 1.0, 2.0, 3.0], [4.0, -1.0, 6.0, 7.0], [8.0, 9.0, -1.0, 11.0]]
    kata.equal(found["x in layout C"], figure, "x has -1 at [0, 0], [1, 1] and [2, 2]")


@st.composite
def plain_rows(draw):
    """A matrix or a vector, and a list of some of its rows."""
    x = draw(plain_arrays(shapes(max_dims=2, min_side=2)))
    return x, draw(st.lists(st.integers(0, len(x) - 1), min_size=1, max_size=5))


@given(plain_rows())
@example((X, [2, 0, 2]))
@example((X, [0, 1, 2]))
@example((np.arange(80.0).reshape(40, 2), [*range(39, 0, -2)]))
def test_takes_the_rows_that_are_named(kata, case):
    kata.check("take_rows", *case)


ALL_SOME_ONE = [([0, 1, 2],), ([1, 2],), ([0, 2],), ([1],), ([2, 1, 0],)]


def test_rows_have_memory_of_their_own(kata):
    kata.check(memory_of, "take_rows", X, ALL_SOME_ONE, ["C"])


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_every_other_is_a_view(kata, axis):
    kata.check(memory_of, "every_other", X, [(axis,)], ["C"])


@given(plain_arrays(shapes(min_dims=2, max_dims=2, min_side=2)))
@example(np.arange(96.0).reshape(6, 16))
def test_every_other_along_each_axis(kata, x):
    kata.check(along_each_axis, x, [-1, *range(x.ndim)])


def test_what_is_written_into_every_other_lands_in_x(kata):
    kata.check(x_after_writing_into_every_other, X, "C", 1)


@st.composite
def plain_bounds(draw):
    """Entries, and two bounds that are often entries themselves."""
    x = draw(plain_arrays(shapes(max_dims=2, min_side=2)))
    bound = st.sampled_from([*x.ravel().tolist(), -1.0, 0.0, 2.0])
    return x, *sorted([draw(bound), draw(bound)])


@given(plain_bounds())
@example((np.array([3.0, 1.0, -2.0, 2.0, 4.0, 1.0]), 1.0, 3.0))
@example((np.arange(80.0).reshape(16, 5) % 7, 1.5, 4.0))
def test_keeps_what_lies_between_in_reading_order(kata, case):
    kata.check("where_between", *case)


def test_what_lies_between_has_memory_of_its_own(kata):
    kata.check(memory_of, "where_between", X, [(0.0, 11.0), (0.0, 3.0), (4.0, 8.0), (4.0, 4.0)], ["C"])


@given(plain_arrays(shapes(min_dims=2, max_dims=2, min_side=2)), st.integers(-9, 9))
@example(np.arange(8.0).reshape(4, 2), 9)
@example(np.arange(20.0).reshape(2, 10), -1)
@example(np.arange(256.0).reshape(16, 16), 0)
def test_writes_the_diagonal_and_nothing_else(kata, x, value):
    kata.check(x_with_a_new_diagonal, x, float(value), ["C"])


# --------------------------------------------------------------------------------------- edges


@st.composite
def rows_of_arrays(draw):
    """An array, and some of its rows: in any order, again, or from the end; as a list, a tuple or an array."""
    x = draw(arrays())
    rows = draw(st.lists(st.integers(-len(x), len(x) - 1), max_size=5))
    return x, draw(st.sampled_from([list, tuple, lambda r: np.array(r, np.int32), np.array]))(rows) if rows else rows


@edges
@given(rows_of_arrays())
@example((X, [2, 0, 2, -1]))
@example((X, (2, 0)))
@example((X, (1,)))
@example((X, []))
@example((X, ()))
@example((X, np.array([], int)))
@example((X, np.array([1, 0], np.uint8)))
@example((X, np.array([-1, 0], np.int8)))
@example((X, [np.int64(2), 0]))
@example((np.arange(120.0).reshape(2, 3, 4, 5), [1, 1, 0]))
@example((np.arange(300.0), [299, 200, -300]))
@example((np.arange(4, dtype=np.int32), [3, 3, 1]))
def test_rows_may_come_in_any_kind_of_sequence(kata, case):
    x, rows = case
    kata.check("take_rows", x, rows)


@edges
@pytest.mark.parametrize("x", [X, X[:, 0]], ids=["matrix", "vector"])
def test_rows_have_memory_of_their_own_in_any_layout(kata, x):
    kata.check(memory_of, "take_rows", x, [*ALL_SOME_ONE, ([],)], LAYOUTS)


@edges
@given(arrays(shapes(min_side=2)), st.data())
def test_rows_of_rows_are_rows(kata, x, data):
    first = data.draw(st.lists(st.integers(0, len(x) - 1), min_size=1, max_size=4), "first")
    second = data.draw(st.lists(st.integers(0, len(first) - 1), max_size=4), "second")
    once = kata.take_rows(x, [first[i] for i in second])
    twice = kata.take_rows(kata.take_rows(x, first), second)
    kata.equal(twice, once, "rows b of rows a of x are the rows a[b] of x")


@edges
@pytest.mark.parametrize("rows", [[3], [0, 3], [-4], (2, 5), [10**9]], ids=str)
def test_there_are_no_rows_outside(kata, rows):
    kata.check_raises(IndexError, "take_rows", X, rows)


@edges
@given(arrays(shapes(min_side=0)))
@example(np.arange(5.0))
@example(np.arange(60.0).reshape(3, 4, 5))
@example(np.arange(120.0).reshape(2, 3, 4, 5))
@example(np.zeros((3, 0)))
def test_every_other_of_any_number_of_axes(kata, x):
    kata.check(along_each_axis, x, [*range(-x.ndim, x.ndim)])


@edges
def test_every_other_is_a_view_in_any_layout(kata):
    kata.check(memory_of, "every_other", X, [(0,), (1,), (-1,)], LAYOUTS)


@edges
def test_every_other_of_four_axes_is_a_view(kata):
    kata.check(memory_of, "every_other", np.zeros((2, 3, 4, 5)), [(0,), (2,), (-1,)], ["C", "F"])


@st.composite
def arrays_and_axes(draw):
    x = draw(arrays(shapes(min_side=0)))
    return x, draw(axes(x.ndim))


@edges
@given(arrays_and_axes(), st.sampled_from(LAYOUTS))
@example((X, 1), "F")
@example((np.arange(60.0).reshape(3, 4, 5), 1), "gaps")
def test_what_is_written_lands_in_x_in_any_layout(kata, case, layout):
    x, axis = case
    kata.check(x_after_writing_into_every_other, x, layout, axis)


@edges
@given(arrays_and_axes())
@example((np.arange(7.0), 0))
def test_every_other_halves_a_size_and_rounds_up(kata, case):
    x, axis = case
    shape = list(x.shape)
    shape[axis] = -(-shape[axis] // 2)
    kata.require(np.shape(kata.every_other(x, axis)) == tuple(shape), "n entries have (n + 1) // 2 at even places")


@edges
@given(arrays())
@example(np.arange(7.0))
def test_every_other_is_what_the_even_rows_are(kata, x):
    even = kata.take_rows(x, [*range(0, len(x), 2)])
    kata.equal(kata.every_other(x), even, "every other row is row 0, row 2, row 4, ...")


@edges
@pytest.mark.parametrize("axis", [2, -3, 7])
def test_there_are_no_axes_outside(kata, axis):
    kata.check_raises(IndexError, "every_other", X, axis)


@st.composite
def arrays_and_bounds(draw):
    """Entries and two bounds, which are often entries themselves and may be the wrong way round."""
    x = draw(arrays(shapes(min_side=0)))
    bound = st.sampled_from([*x.ravel().tolist(), -1.0, 0.0, 2.0, -np.inf, np.inf])
    return x, draw(bound), draw(bound)


@edges
@given(arrays_and_bounds())
@example((np.array([np.inf, 1.0, -np.inf, 5.0]), -np.inf, 5.0))
@example((np.array([[1.0, 4.0], [2.0, 3.0]]), 2.0, 4.0))
@example((np.asfortranarray([[3.0, 1.0, 2.0], [6.0, 5.0, 4.0]], np.float32), 2.0, 5.0))
@example((np.array([[1.0, np.nan], [np.nan, 2.0]]), -np.inf, np.inf))
@example((np.array([1.0, 2.0, 3.0, 4.0]), 3.0, 2.0))
@example((np.array([1.0, 2.0, 3.0, 3.0 + 1e-9]), 1.0 + 1e-9, 3.0))
@example((np.array([0.0, 1e-25, 2e-25, 1e20]), 1e-25, 1e20))
@example((np.arange(120.0).reshape(2, 3, 4, 5), 7.0, 90.0))
def test_bounds_are_exact_in_any_layout(kata, case):
    x, low, high = case
    found = kata.where_between(x, low, high)
    kata.equal(found, x[(x >= low) & (x <= high)], "what comes back are the x with low <= x <= high, row after row")
    kata.require(found.dtype == x.dtype, "the entries have the dtype of x")


@edges
@given(integer_arrays((3, 2), -9, 10), st.integers(-9, 9), st.integers(-9, 9))
@example(np.array([2**53, 2**53 + 1, 7]), 2**53 + 1, 2**53 + 1)
@example(np.array([1, 2, 3], np.int8), 2, 3)
@example(np.array([1, 2, 3, 4]), 1.5, 3.5)
def test_integers_stay_integers(kata, x, low, high):
    kata.check("where_between", x, low, high)


@edges
@pytest.mark.parametrize("x", [X, X[:, 0]], ids=["matrix", "vector"])
def test_what_lies_between_has_memory_of_its_own_in_any_layout(kata, x):
    bounds = [(-np.inf, np.inf), (0.0, 3.0), (4.0, 8.0), (4.0, 4.0), (20.0, 30.0)]
    kata.check(memory_of, "where_between", x, bounds, LAYOUTS)


@edges
@given(arrays_and_bounds())
def test_a_transpose_has_the_same_entries_between(kata, case):
    x, low, high = case
    one, other = (np.sort(kata.where_between(a, low, high)) for a in (x, x.T))
    kata.equal(other, one, "x and its transpose have the same entries between two bounds")


@st.composite
def matrices_and_values(draw):
    """Matrices or batches of them, and a number or an array for their diagonals."""
    x = draw(arrays(shapes(min_dims=2, max_dims=4, max_side=3), layouts=False))
    shape = (*x.shape[:-2], min(x.shape[-2:]))
    smaller = [(), shape[-1:], shape, (*(1 for _ in shape[:-1]), shape[-1]), (*shape[:-1], 1)]
    value = draw(arrays(st.sampled_from(smaller), x.dtype, layouts=False))
    return x, value if value.ndim else float(value)


@edges
@given(matrices_and_values())
@example((X, -1.0))
@example((X.T, np.array([7.0, 8.0, 9.0])))
@example((np.arange(18.0).reshape(2, 3, 3), -np.inf))
@example((np.arange(27.0).reshape(3, 3, 3), -1.0))
@example((np.arange(12.0).reshape(3, 2, 2), np.array([[-1.0], [-2.0], [-3.0]])))
@example((np.arange(144.0).reshape(16, 3, 3), np.array([-1.0, -2.0, -3.0])))
@example((np.arange(36.0).reshape(3, 2, 2, 3), -np.arange(6.0).reshape(3, 1, 2)))
@example((np.array([[np.inf, 1.0], [2.0, np.nan]]), 0.0))
@example((np.arange(9).reshape(3, 3), 5))
@example((np.zeros((0, 3)), 1.0))
@example((np.zeros((2, 0, 3)), 1.0))
def test_writes_the_diagonals_of_batches(kata, case):
    kata.check(x_with_a_new_diagonal, *case, LAYOUTS)


def a_diagonal_turned_round(solution, x, layout):
    """The value is a view of the very diagonal that is written."""
    own, _ = laid(x, layout)
    solution.set_diagonal(own, own.diagonal()[::-1])
    return own.copy()


@edges
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_value_may_be_a_part_of_x(kata, layout):
    kata.check(a_diagonal_turned_round, np.arange(16.0).reshape(4, 4), layout)


@edges
@given(matrices_and_values())
def test_the_same_diagonal_can_be_set_twice(kata, case):
    x, value = case
    once = kata.run(x_with_a_new_diagonal, x, value, ["C"])["x in layout C"]
    twice = kata.run(x_with_a_new_diagonal, once, value, ["C"])["x in layout C"]
    kata.equal(twice, once, "to set a diagonal twice is to set it once")


def x_after_an_error(solution, x, value):
    own = x.copy()
    try:
        solution.set_diagonal(own, value)
    except ValueError:
        return own
    return "no ValueError was raised"


@edges
@pytest.mark.parametrize(("shape", "count"), [((3, 3), 2), ((3, 4), 4), ((4, 2), 4), ((4, 4), 8), ((2, 3, 3), 2)])
def test_a_value_must_fit_the_diagonal(kata, shape, count):
    x, value = np.arange(np.prod(shape, dtype=float)).reshape(shape), np.arange(-1.0, -1.0 - count, -1.0)
    kata.check_raises(ValueError, x_with_a_new_diagonal, x, value, ["C"])
    kata.check(x_after_an_error, x, value)
