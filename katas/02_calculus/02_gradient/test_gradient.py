"""The gradient holds one slope for each entry, each found by moving that entry alone."""

import numpy as np
import pytest
from array_api_compat import array_namespace, device
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.functions import each_of, log_sum_exp, lost, square_of_sum, squares_of_row_sums
from dojo.strategies import arrays, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    uses=["derivative"],
    minutes=35,
    from_scratch=[*themes.DERIVATIVES, *themes.SYMBOLS, *themes.TRANSFORMS],
    instead="You need an array that differs from x in one entry, two values of f, a subtraction and a division.",
    # beside 1e9 in float32 each way rounds its step differently; without a point there is no axis
    ladder={"x": "finite-huge-large-empty"},
)


def worked(x):
    """f(x) = x₀² x₁"""
    return x[0] * x[0] * x[1]


def weighted_squares(x):
    """f(x) = 1·a² + 2·b² + 3·c² + ... for the entries a, b, c, ... of x"""
    xp = array_namespace(x)
    weights = np.arange(1.0, 1 + np.prod(x.shape)).reshape(x.shape)
    return xp.sum(xp.asarray(weights, dtype=x.dtype, device=device(x)) * x * x)


def sum_of_exp(x):
    """f(x) = the sum of exp(x)"""
    xp = array_namespace(x)
    return xp.sum(xp.exp(x))


def four_times_the_sum(x):
    """f(x) = 4 times the sum of x"""
    return 4 * array_namespace(x).sum(x)


def first_entry(x):
    """f(x) = the first entry of x"""
    xp = array_namespace(x)
    return xp.reshape(xp.reshape(x, (-1,))[:1], ())


def plain_points():
    """Where to differentiate: arrays of up to three axes."""
    return plain_arrays(shapes(min_side=2, max_side=3))


@st.composite
def plain_points_and_indices(draw):
    """An array and the index of one of its entries."""
    x = draw(plain_points())
    i = draw(st.tuples(*[st.integers(0, n - 1) for n in x.shape]))
    return x, i[0] if x.ndim == 1 else i


def points():
    """Where to differentiate: arrays of up to three axes, or none."""
    return arrays(shapes(min_dims=0, max_side=3))


@st.composite
def points_and_indices(draw):
    """An array and the index of one of its entries, counted from either end."""
    x = draw(points())
    i = draw(st.tuples(*[st.integers(-n, n - 1) for n in x.shape]))
    return x, draw(st.sampled_from([i, i[0]])) if x.ndim == 1 else i


GRID = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]])


def moves_its_input(solution, x, i):
    """Whether f, when it is called, finds x other than it was."""
    before, found = 2 * x, []

    def f(t):
        found.append(2 * x)
        return weighted_squares(t)

    solution.partial(f, x, i)
    solution.gradient(f, x)
    return any(bool((now != before).any()) for now in found)


SUMS = each_of(weighted_squares, square_of_sum, log_sum_exp)
EVERY = each_of(weighted_squares, square_of_sum, log_sum_exp, first_entry)


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_a_partial_derivative(kata):
    kata.check_figure("partial", worked, np.array([3.0, 2.0]), 0, gives=12.0, decimals=6)


def test_worked_example(kata):
    kata.check_figure("gradient", worked, np.array([3.0, 2.0]), gives=[12.0, 9.0], decimals=6)


@SUMS
@given(plain_points_and_indices())
@example((np.array([1.0, -2.0, 0.5]), 1))
@example((GRID, (1, 0)))
@example((GRID, (0, 2)))
def test_partial_agrees_with_numpy_and_torch(kata, f, x_and_i):
    x, i = x_and_i
    kata.check("partial", f, x, i, scale=lost(f, x))


@SUMS
@given(plain_points())
@example(np.array([1.0, -2.0, 0.5]))
@example(GRID)
def test_gradient_agrees_with_numpy_and_torch(kata, f, x):
    kata.check("gradient", f, x, scale=lost(f, x))


@given(plain_points())
@example(GRID)
def test_f_is_called_with_arrays_of_the_shape_of_x(kata, x):
    kata.check("gradient", squares_of_row_sums, x, scale=lost(squares_of_row_sums, x))


@each_of(sum_of_exp, square_of_sum)
def test_the_step_is_neither_too_long_nor_too_short(kata, f):
    x = np.array([1.5, -0.5, 3.25])
    kata.check("gradient", f, x, scale=lost(f, x))


@each_of(weighted_squares, log_sum_exp)
@given(plain_points_and_indices())
def test_the_gradient_holds_the_partial_derivatives(kata, f, x_and_i):
    x, i = x_and_i
    slope = np.asarray(kata.gradient(f, x))[i]
    kata.equal(kata.partial(f, x, i), slope, "partial(f, x, i) = gradient(f, x)[i]", scale=lost(f, x))


@given(plain_points())
def test_a_linear_function_has_the_same_gradient_everywhere(kata, x):
    law, scale = "the gradient of 4 times the sum of x is 4 everywhere", 4 * lost(np.sum, x)
    kata.equal(kata.gradient(four_times_the_sum, x), np.full(x.shape, 4.0), law, scale=scale)


test_is_written_from_scratch = from_scratch(
    ("partial", weighted_squares, GRID, (1, 0)), ("gradient", weighted_squares, GRID)
)


# --------------------------------------------------------------------------------------- edges


@edges
@EVERY
@given(points_and_indices())
@example((np.array([1.0, -2.0, 0.5]), -1))
@example((np.array([1.0, -2.0, 0.5]), 0))
@example((np.array([0.3, 4.0, 2.0], np.float32), 2))
@example((GRID, (1, 1)))
@example((GRID, (0, -1)))
@example((np.array(0.7), ()))
@example((np.array(8.34), ()))
def test_partial_agrees_in_every_dtype_and_layout(kata, f, x_and_i):
    x, i = x_and_i
    kata.check("partial", f, x, i, scale=lost(f, x))


@edges
@EVERY
@given(points())
@example(np.array([0.3, 4.0, 2.0], np.float32))
@example(np.asfortranarray(GRID))
@example(np.zeros((2, 3)))
@example(np.array(0.7))
@example(np.array([[[2.0, 1.0], [0.1, -3.0]]]))
@example(np.linspace(-1, 1, 24).reshape(2, 3, 2, 2))
@example(np.linspace(-1, 1, 40))
def test_gradient_agrees_in_every_dtype_and_layout(kata, f, x):
    kata.check("gradient", f, x, scale=lost(f, x))


@edges
@each_of(weighted_squares, square_of_sum)
@pytest.mark.parametrize("shape", [(0,), (2, 0), (0, 3)], ids=str)
def test_no_entries_have_a_gradient_without_entries(kata, f, shape):
    kata.check("gradient", f, np.zeros(shape, np.float32))


@edges
@each_of(square_of_sum, log_sum_exp)
def test_float32_does_not_lose_the_step(kata, f):
    x = np.array([[40.0, 30.0], [38.5, -20.0]], np.float32)
    kata.check("gradient", f, x, scale=lost(f, x))
    kata.check("partial", f, x, (1, 0), scale=lost(f, x))


@edges
@pytest.mark.parametrize("tiny", [0.0, 1e-25, -1e-30])
def test_the_step_does_not_depend_on_x(kata, tiny):
    x = np.array([tiny, 1.0], np.float32)
    kata.check("gradient", sum_of_exp, x, scale=lost(sum_of_exp, x))


@edges
@pytest.mark.parametrize("i", [(1, 0), (0, -1)], ids=str)
def test_x_stays_as_it_is_while_f_is_called(kata, i):
    moved = kata.run(moves_its_input, GRID, i)
    kata.require(not moved, "x is the same at every call of f")


@edges
@each_of(weighted_squares, first_entry)
@pytest.mark.parametrize(
    ("shape", "i"), [((3,), 3), ((3,), -4), ((2, 3), (2, 0)), ((2, 3), (0, -4)), ((2, 3), (0, 3)), ((1,), 1)], ids=str
)
def test_an_entry_that_is_not_there_is_an_error(kata, f, shape, i):
    kata.check_raises(IndexError, "partial", f, np.ones(shape), i)


@edges
@given(points())
def test_slopes_of_log_sum_exp_sum_to_one(kata, x):
    total = np.sum(kata.gradient(log_sum_exp, x), dtype=np.float64).astype(x.dtype)
    law = "log_sum_exp(x + c) = log_sum_exp(x) + c, so that its slopes sum to 1"
    kata.equal(total, np.ones((), x.dtype), law, scale=x.size * (1 + lost(log_sum_exp, x)))


# --------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(
    ("partial", weighted_squares, GRID, (1, 0)), ("gradient", weighted_squares, GRID)
)
