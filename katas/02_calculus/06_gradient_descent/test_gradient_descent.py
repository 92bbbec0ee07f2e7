"""Gradient descent keeps every point, and each is its predecessor moved against the gradient there."""

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=20,
    from_scratch=[
        *themes.OPTIMIZERS,
        *("Adagrad", "Adadelta", "LBFGS", "sgd", "minimize", "minimize_scalar", "fmin", "fmin_cg", "fmin_bfgs"),
        *("fmin_l_bfgs_b", "least_squares", "root"),
    ],
    instead="You need a loop, the gradient at the last point, and a list of points.",
    ladder={"x0": "finite"},
)


# ------------------------------------------------------------------ gradients


def bowl(x):
    """2 (x - 3)"""
    return 2 * (x - 3)


def two_valleys(x):
    """x³ - x"""
    return x * x * x - x


def waves(x):
    """sin x"""
    return array_namespace(x).sin(x)


def all_entries_together(x):
    """x + sum(x)"""
    return x + array_namespace(x).sum(x)


def the_point_itself(x):
    """x"""
    return x


def row_by_row(x):
    """x + the sum of each row of x"""
    return x + array_namespace(x).sum(x, axis=-1, keepdims=True) if x.ndim else 2 * x


GRADIENTS = [bowl, two_valleys, waves, all_entries_together, row_by_row, the_point_itself]
any_gradient = pytest.mark.parametrize("grad", GRADIENTS, ids=lambda grad: grad.__name__)

# ------------------------------------------------------------------ scenarios


def on_a_quadratic(solution, x0, A, minimum, lr, steps):
    """The gradient is A (x - minimum)."""
    return solution.gradient_descent(lambda x: A @ (x - minimum), x0, lr, steps)


def on_bowls(solution, x0, minimum, curvature, lr, steps):
    """The gradient is curvature * (x - minimum), entry by entry."""
    return solution.gradient_descent(lambda x: curvature * (x - minimum), x0, lr, steps)


def with_the_same_slope_everywhere(solution, x0, slope, lr, steps):
    return solution.gradient_descent(lambda x: slope, x0, lr, steps)


def then_with_another_slope(solution, x0, first, then, lr, steps):
    slopes = iter([first] + [then] * steps)
    return solution.gradient_descent(lambda x: next(slopes), x0, lr, steps)


def where_the_gradient_is_asked_for(solution, x0, lr, steps):
    asked = []

    def grad(x):
        asked.append(0.5 * x)
        return 2 * x

    path = solution.gradient_descent(grad, x0, lr, steps)
    points = [2 * point for point in asked]
    return {"asked at": points, "path": path}


START = np.array([[1.0, -2.0, 0.5], [0.25, 2.0, 0.0]])


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure("gradient_descent", bowl, np.array(1.0), 0.25, 3, gives=[1.0, 2.0, 2.5, 2.75])


@pytest.mark.parametrize(
    ("lr", "path"),
    [(0.5, [1, 3, 3, 3]), (0.75, [1, 4, 2.5, 3.25]), (1.0, [1, 5, 1, 5]), (1.5, [1, 7, -5, 19])],
    ids=["lands on the minimum", "comes nearer from both sides", "bounces", "runs away"],
)
def test_the_learning_rate_decides_where_it_goes(kata, lr, path):
    kata.check_figure("gradient_descent", bowl, np.array(1.0), lr, 3, gives=path)


@any_gradient
@given(plain_arrays(magnitude=2.0), st.sampled_from([0.125, 0.1, 0.01]), st.integers(1, 5))
@example(START, 0.1, 3)
@example(np.array([2.0, 1.0, 0.0]), 0.125, 2)
def test_agrees_with_numpy_and_torch(kata, grad, x0, lr, steps):
    kata.check("gradient_descent", grad, x0, lr, steps, scale=10)


@given(plain_arrays((3, 2), magnitude=2.0), plain_arrays((3, 3), magnitude=2.0), st.integers(1, 4))
@example(START.T, np.array([[2.0, 1.0, 0.0], [0.5, 1.0, 1.0], [0, 0, 1]]), 3)
def test_agrees_on_quadratics_of_a_matrix(kata, x0, A, steps):
    kata.check(on_a_quadratic, x0, A, np.ones((3, 2)), lr=0.25, steps=steps, scale=1000)


@given(plain_arrays((2, 3)), plain_arrays((2, 3)), plain_arrays((2, 3), magnitude=2.0))
def test_on_a_bowl_each_step_shrinks_the_distance_by_the_same_factor(kata, x0, minimum, curvature):
    lr, t = 0.25, np.arange(6.0).reshape(6, 1, 1)
    factor = 1 - lr * curvature
    expected = minimum + factor**t * (x0 - minimum)
    scale = (np.abs(x0) + np.abs(minimum)) * np.maximum(1, np.abs(factor)) ** t
    path = kata.run(on_bowls, x0, minimum, curvature, lr=lr, steps=5)
    kata.equal(path, expected, "x[t] = m + (1 - lr · curvature)^t (x0 - m)", scale=scale)


@any_gradient
@given(plain_arrays((3, 2), magnitude=2.0), st.integers(1, 3), st.integers(1, 3))
@example(START.T, 2, 3)
def test_it_can_be_interrupted_and_resumed(kata, grad, x0, first, then):
    whole = np.asarray(kata.gradient_descent(grad, x0, 0.125, first + then))
    begun = np.asarray(kata.gradient_descent(grad, x0, 0.125, first))
    resumed = kata.gradient_descent(grad, begun[-1], 0.125, then)
    kata.equal(resumed, whole[first:], "n steps more from x[m] are the steps m to m + n from x[0]", scale=10)


def test_stays_at_the_minimum(kata):
    kata.check("gradient_descent", bowl, np.array([3.0, 1.0, 3.0]), 0.25, 4)


test_is_written_from_scratch = from_scratch("gradient_descent", bowl, np.array([1.0, 2.0]), 0.25, 2)


# --------------------------------------------------------------------------------------- edges


@edges
@any_gradient
@given(arrays(shapes(min_dims=0), magnitude=2.0), st.sampled_from([0.125, 0.1, 0.01]), st.integers(0, 5))
@example(np.array([[1.0, -2.0], [0.5, 0.25], [2.0, 0.0]], np.float32), 0.125, 4)
@example(np.array(2.0, np.float32), 0.1, 2)
@example(np.array([2.0]), 0.1, 1)
@example(np.array([2.0, 1.0, 0.0]), 0.1, 0)
@example(np.asfortranarray(START), 0.1, 2)
@example(np.linspace(-1, 1, 24).reshape(2, 3, 2, 2), 0.1, 3)
@example(START, 0.01, 40)
@example(START, 0, 2)
def test_agrees_in_every_dtype_and_layout(kata, grad, x0, lr, steps):
    kata.check("gradient_descent", grad, x0, lr, steps, scale=10)


@edges
@any_gradient
@pytest.mark.parametrize("shape", [(), (3,), (2, 3)], ids=str)
def test_no_steps_leave_the_start_alone(kata, grad, shape):
    kata.check("gradient_descent", grad, np.full(shape, 1.5), 0.25, 0)


@edges
@pytest.mark.parametrize(("dtype", "lr"), [(np.float32, 1e20), (np.float64, 1e160)])
def test_takes_every_step_also_where_it_runs_away_to_infinity(kata, dtype, lr):
    kata.check("gradient_descent", bowl, np.array([1.0, 3.0], dtype), lr, 4)


@edges
@pytest.mark.parametrize("x0", [np.array(3.0), np.full((2, 3), 3.0, np.float32), np.array([3 + 1e-12, 3.0])])
def test_takes_every_step_also_where_it_is_flat(kata, x0):
    kata.check("gradient_descent", bowl, x0, 0.25, 4)


@edges
@pytest.mark.parametrize("size", [1e20, 1e-25, 1e-30])
def test_takes_points_of_any_size(kata, size):
    kata.check("gradient_descent", the_point_itself, np.array([size, -3 * size], np.float32), 0.25, 4)


@edges
@given(arrays(magnitude=100.0), st.integers(1, 4))
@example(np.array([[1.0, -2.0, 0.5]]), 3)
@example(np.array([1.0, -2.0]), 1)
@example(np.array([0.0, 0.0]), 3)
def test_asks_for_the_gradient_once_where_each_step_starts(kata, x0, steps):
    kata.check(where_the_gradient_is_asked_for, x0, lr=0.125, steps=steps)


@edges
@given(arrays((2, 3)), arrays((2, 3)), st.integers(1, 4))
@example(np.ones((2, 3)), np.array([[1.0, -2.0, 0.5], [4.0, 0.0, 1.0]]), 3)
def test_leaves_what_the_gradient_returns_as_it_is(kata, x0, slope, steps):
    kata.check(with_the_same_slope_everywhere, x0, slope.astype(x0.dtype), lr=0.25, steps=steps, scale=10)


@edges
@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize(
    ("x0", "slope"),
    [((3,), (3, 1)), ((3,), (1, 3)), ((3,), ()), ((3,), (1,)), ((3,), (4,)), ((2, 3), (3,)), ((), (1,))],
    ids=str,
)
def test_refuses_a_gradient_of_another_shape(kata, x0, slope, steps):
    scenario, arrays = with_the_same_slope_everywhere, [np.ones(x0), np.ones(slope)]
    kata.check_raises(ValueError, scenario, *arrays, lr=0.25, steps=steps, says=[x0, slope])


@edges
@pytest.mark.parametrize("slope", [(3, 1), (1, 3), (1,), ()], ids=str)
def test_looks_at_the_shape_of_every_gradient(kata, slope):
    scenario, arrays = then_with_another_slope, [np.ones(3), np.ones(3), np.ones(slope)]
    kata.check_raises(ValueError, scenario, *arrays, lr=0.25, steps=2, says=[(3,), slope])


# --------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(
    ("gradient_descent", bowl, np.array([1.0, 2.0]), 0.25, 2), ("gradient_descent", bowl, np.array([1.0, 2.0]), 0.25, 0)
)
