"""The slope along a direction is the gradient's share in it, and no direction does better than the gradient's own."""

import numpy as np
import pytest
from array_api_compat import array_namespace, device
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.functions import each_of, log_sum_exp, lost, square_of_sum, squares_of_row_sums
from dojo.strategies import arrays, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    uses=["gradient", "norms"],
    minutes=35,
    from_scratch=[*themes.DERIVATIVES, *themes.SYMBOLS, *themes.TRANSFORMS],
    instead="You need a direction of length 1, two values of f, a subtraction and a division.",
    # at 0, or with another sign, a slope may be 0, and differences leave a direction of noise;
    # beside large numbers each way rounds its step differently
    ladder={"x": "finite-huge-tiny-large-small-empty-zero-sign", "d": "finite-empty-zero-sign"},
)


def worked(x):
    """f(x) = x₀² x₁"""
    return x[0] * x[0] * x[1]


def weights(x):
    """1, 2, 3, ... in the shape of x, and of its kind."""
    counted = np.arange(1.0, 1 + np.prod(x.shape)).reshape(x.shape)
    return array_namespace(x).asarray(counted, dtype=x.dtype, device=device(x))


def weighted_squares(x):
    """f(x) = 1·a² + 2·b² + 3·c² + ... for the entries a, b, c, ... of x"""
    return array_namespace(x).sum(weights(x) * x * x)


def nearly_flat(x):
    """f(x) = (1·a² + 2·b² + 3·c² + ...) / 10⁹ for the entries a, b, c, ... of x"""
    return weighted_squares(x) / 10**9


def constant(x):
    """f(x) = 5"""
    return 5 + 0 * array_namespace(x).sum(x)


def gradient(x):
    """That of the weighted squares, by the rules of calculus."""
    t = x.astype(np.float64)
    return 2 * weights(t) * t


def length(d):
    return np.sqrt(np.sum(d.astype(np.float64) ** 2))


@st.composite
def plain_points(draw):
    """Where to differentiate: arrays of up to three axes at which the weighted squares are not flat."""
    x = draw(plain_arrays(shapes(min_side=2, max_side=3)))
    assume(length(x) > 0.1)
    return x


@st.composite
def plain_points_and_directions(draw):
    """An array, and a direction to go from there that is neither zero nor next to it."""
    x = draw(plain_points())
    d = draw(plain_arrays(x.shape))
    assume(length(d) > 0.1)
    return x, d


def points():
    """Where to differentiate: arrays of up to three axes, or none."""
    return arrays(shapes(min_dims=0, max_side=3))


@st.composite
def points_and_directions(draw):
    """An array, and a direction to go from there that is not zero."""
    x = draw(points())
    d = draw(arrays(x.shape, x.dtype))
    assume(length(d) > 1e-3)
    return x, d


@st.composite
def slopes(draw):
    """An array where the weighted squares are not flat."""
    x = draw(points())
    assume(length(x) > 0.1)
    return x


GRID = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]])
ALONG = np.array([[-1.0, 3.0, 0.25], [0.5, 1.0, -2.0]])
SMOOTH = each_of(weighted_squares, square_of_sum, log_sum_exp)


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure("steepest_ascent", worked, np.array([3.0, 2.0]), gives=[0.8, 0.6], decimals=6)


@pytest.mark.parametrize(("d", "gives"), [((0.0, 2.0), 9.0), ((4.0, 3.0), 15.0), ((-3.0, 4.0), 0.0)], ids=str)
def test_worked_example_of_a_slope(kata, d, gives):
    kata.check_figure("directional_derivative", worked, np.array([3.0, 2.0]), np.array(d), gives=gives, decimals=6)


@SMOOTH
@given(plain_points_and_directions())
@example((np.array([1.0, -2.0, 0.5]), np.array([2.0, 1.0, -3.0])))
@example((np.array([1.0, 2.0, 0.5]), np.array([-2.0, -1.0, 0.0])))
@example((GRID, ALONG))
def test_slope_agrees_with_numpy_and_torch(kata, f, x_and_d):
    x, d = x_and_d
    kata.check("directional_derivative", f, x, d, scale=lost(f, x))


@given(plain_points())
@example(np.array([1.0, -2.0, 0.5]))
@example(GRID)
def test_steepest_ascent_agrees_with_numpy_and_torch(kata, x):
    kata.check("steepest_ascent", weighted_squares, x, scale=lost(weighted_squares, x) / length(gradient(x)))


def test_f_is_called_with_arrays_of_the_shape_of_x(kata):
    scale = lost(squares_of_row_sums, GRID)
    kata.check("directional_derivative", squares_of_row_sums, GRID, ALONG, scale=scale)
    # in float64 a step of 1e-6 loses a millionth and more
    kata.check("steepest_ascent", squares_of_row_sums, GRID, scale=scale)


@each_of(weighted_squares, log_sum_exp)
@pytest.mark.parametrize("factor", [0.01, 5.0, 1000.0])
def test_only_the_direction_matters_and_not_how_long_it_is(kata, f, factor):
    kata.check("directional_derivative", f, GRID, ALONG * factor, scale=lost(f, GRID))


@given(plain_points())
def test_the_slope_of_the_steepest_ascent_is_the_length_of_the_gradient(kata, x):
    best, scale = kata.steepest_ascent(weighted_squares, x), lost(weighted_squares, x)
    top = kata.directional_derivative(weighted_squares, x, np.asarray(best))
    kata.equal(top, length(gradient(x)), "along the steepest ascent the slope is |gradient|", scale=scale)


@given(plain_points_and_directions())
def test_no_direction_does_better(kata, x_and_d):
    (x, d), best = x_and_d, kata.steepest_ascent(weighted_squares, x_and_d[0])
    top = kata.directional_derivative(weighted_squares, x, np.asarray(best))
    other = kata.directional_derivative(weighted_squares, x, d)
    law, scale = "no slope is larger than the one along the steepest ascent", lost(weighted_squares, x)
    kata.equal(np.maximum(top, other), top, law, scale=scale)


test_is_written_from_scratch = from_scratch(
    ("directional_derivative", weighted_squares, GRID, ALONG), ("steepest_ascent", weighted_squares, GRID)
)


# --------------------------------------------------------------------------------------- edges


@edges
@SMOOTH
@given(points_and_directions())
@example((np.asfortranarray(GRID), ALONG))
@example((np.linspace(-1, 1, 16), np.linspace(2, -1, 16)))
@example((np.linspace(-1, 1, 24).reshape(2, 3, 2, 2), np.linspace(2, -1, 24).reshape(2, 3, 2, 2)))
@example((np.array([0.3, 4.0], np.float32), np.array([3.0, -1.0], np.float32)))
@example((np.array(0.7), np.array(-3.0)))
def test_slope_agrees_in_every_dtype_and_layout(kata, f, x_and_d):
    x, d = x_and_d
    kata.check("directional_derivative", f, x, d, scale=lost(f, x))


@edges
@given(slopes())
@example(np.asfortranarray(GRID))
@example(np.array([0.3, 4.0], np.float32))
@example(np.array(-0.7))
@example(np.linspace(-1, 1, 16))
@example(np.linspace(-1, 1, 24).reshape(2, 3, 2, 2))
def test_steepest_ascent_agrees_in_every_dtype_and_layout(kata, x):
    kata.check("steepest_ascent", weighted_squares, x, scale=lost(weighted_squares, x) / length(gradient(x)))


@edges
@given(points())
def test_steepest_ascent_of_log_sum_exp_agrees_with_numpy_and_torch(kata, x):
    kata.check("steepest_ascent", log_sum_exp, x, scale=x.size * lost(log_sum_exp, x))


@edges
@SMOOTH
@pytest.mark.parametrize("factor", [1e-30, 1e-6, 1e-3, 1e6, 1e20])
def test_a_direction_may_be_very_short_or_very_long(kata, f, factor):
    kata.check("directional_derivative", f, GRID, ALONG * factor, scale=lost(f, GRID))


@edges
@each_of(weighted_squares, log_sum_exp)
def test_float32_does_not_lose_the_step(kata, f):
    x, d = np.array([40.0, 30.0, 38.5], np.float32), np.array([1e-30, 2e-30, -1e-30], np.float32)
    kata.check("directional_derivative", f, x, d, scale=lost(f, x))
    kata.check("steepest_ascent", f, x, scale=lost(f, x))


@edges(pinned=False)
@given(slopes())
@example(np.array([1.0, -2.0, 0.5]))
def test_the_unit_of_f_does_not_matter(kata, x):
    faint, plain = kata.steepest_ascent(nearly_flat, x), kata.steepest_ascent(weighted_squares, x)
    scale = lost(weighted_squares, x) / length(gradient(x))
    kata.equal(faint, plain, "f / 10⁹ rises fastest where f does", scale=scale)


@edges
@given(slopes())
def test_the_steepest_ascent_has_length_one(kata, x):
    found = np.asarray(length(kata.steepest_ascent(weighted_squares, x)), x.dtype)
    kata.equal(found, np.ones((), x.dtype), "a direction has length 1")


@edges
@given(points_and_directions())
def test_slopes_along_opposite_directions_are_opposite(kata, x_and_d):
    x, d = x_and_d
    back = kata.directional_derivative(weighted_squares, x, np.asarray(-d))
    forth = kata.directional_derivative(weighted_squares, x, d)
    kata.equal(back, -forth, "the slope along -d is minus that along d", scale=lost(weighted_squares, x))


@edges
@given(points_and_directions())
def test_the_slope_is_the_dot_product_of_gradient_and_direction(kata, x_and_d):
    x, d = x_and_d
    share = np.sum(gradient(x) * d) / length(d)
    found = kata.directional_derivative(weighted_squares, x, d)
    kata.equal(found, share, "the slope is the gradient's dot product with d / |d|", scale=lost(weighted_squares, x))


@edges
@pytest.mark.parametrize("x", [np.array([1.0, -2.0]), GRID, np.array([3.0], np.float32)], ids=["vector", "grid", "one"])
def test_where_f_is_flat_no_direction_leads_up(kata, x):
    kata.check("steepest_ascent", constant, x)


@edges
@pytest.mark.parametrize("shape", [(3,), (2, 2), (1,), ()], ids=str)
def test_refuses_a_direction_of_zeros(kata, shape):
    kata.check_raises(ValueError, "directional_derivative", weighted_squares, np.ones(shape), np.zeros(shape))


@edges
@pytest.mark.parametrize(
    ("x", "d"),
    [
        *[((3,), (1,)), ((2, 3), (3,)), ((3,), (2, 3)), ((2, 3), (1, 3)), ((3,), ()), ((3,), (2,))],
        *[((3,), (1, 3)), ((2, 3), (3, 2)), ((2, 3), (6,))],  # as many entries
    ],
    ids=str,
)
def test_refuses_a_direction_of_another_shape(kata, x, d):
    kata.check_raises(ValueError, "directional_derivative", weighted_squares, np.ones(x), np.ones(d), says=[x, d])


# --------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(
    ("directional_derivative", weighted_squares, GRID, ALONG), ("steepest_ascent", weighted_squares, GRID)
)
