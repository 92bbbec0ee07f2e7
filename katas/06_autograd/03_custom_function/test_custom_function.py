"""A function of autograd: what it computes, and the gradient that it hands back."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, themes
from dojo.strategies import arrays, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=75,
    targets="torch",
    from_scratch=[*themes.LOG_SIGMOID, *themes.SOFTMAX, "cross_entropy", "binary_cross_entropy_with_logits"],
    instead="You need exp, log1p and a maximum, and sigmoid for the slope.",
    ladder={"apply.x": "finite", "gradient.x": "finite", "gradient.upstream": "finite", "in_the_middle.x": "finite"},
)

NAMES = ["Softplus", "StraightThroughRound", "ClampedLog"]
MIXED = np.array([[0.4, -1.5, 2.5], [-0.6, 1.2, -2.7]])
UPSTREAM = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])
minimums = st.sampled_from([0.3, 0.01, 1.7])


# ------------------------------------------------------------------------------------- scenarios


def apply(solution, name, x, minimum=0.3):
    """What ``apply`` gives; only ClampedLog takes the minimum."""
    return getattr(solution, name).apply(x, *[minimum] * (name == "ClampedLog"))


def gradient(solution, name, x, upstream, minimum=0.3):
    """What comes back to x of this upstream gradient."""
    import torch

    x = x if x.requires_grad else x.detach().clone().requires_grad_()
    return torch.autograd.grad(apply(solution, name, x, minimum), x, upstream, create_graph=True)[0]


def gradient_of_a_sum(solution, name, x):
    """A sum along the first axis hands back one row for all rows: their memory is shared."""
    import torch

    x = x.detach().clone().requires_grad_()
    result = apply(solution, name, x)
    total = result.sum(0) if x.ndim else result
    total.backward(torch.ones_like(total))
    return x.grad


def in_the_middle(solution, name, x):
    """Autograd around the function: operations before it and after it."""
    return (apply(solution, name, 2 * x, 0.3) ** 2).mean(-1) * 3


def are_functions_of_autograd(solution):
    import torch

    return {name: issubclass(getattr(solution, name), torch.autograd.Function) for name in NAMES}


# ------------------------------------------------------------------------------------------ core


def test_worked_example_of_softplus(kata):
    kata.check_figure(apply, "Softplus", np.array([0.0]), gives=[0.693], decimals=3)
    kata.check_figure(gradient, "Softplus", np.array([0.0]), np.array([1.0]), gives=[0.5])


def test_worked_example_of_rounding(kata):
    x = np.array([0.4, 1.5, 2.5])
    kata.check_figure(apply, "StraightThroughRound", x, gives=[0, 2, 2])
    kata.check_figure(gradient, "StraightThroughRound", x, np.array([1.0, -2.0, 3.0]), gives=[1, -2, 3])


def test_worked_example_of_the_clamped_logarithm(kata):
    x = np.array([0.5, 0.001])
    kata.check_figure(apply, "ClampedLog", x, 0.01, gives=[-0.693, -4.605], decimals=3)
    kata.check_figure(gradient, "ClampedLog", x, np.array([1.0, 3.0]), 0.01, gives=[2, 0])


@pytest.mark.parametrize("name", NAMES)
def test_values_and_gradients_of_an_example(kata, name):
    kata.check(apply, name, MIXED, scale=1.0)
    kata.check(gradient, name, MIXED, UPSTREAM, scale=1.0)


@pytest.mark.parametrize("name", NAMES)
@given(plain_arrays(magnitude=3.0, exclude_zero=True), minimums)
@example(MIXED, 0.3)
@example(MIXED, 1.7)
def test_values_agree_with_the_formula(kata, name, x, minimum):
    kata.check(apply, name, x, minimum, scale=1.0)


@pytest.mark.parametrize("name", NAMES)
@given(plain_arrays(magnitude=3.0, exclude_zero=True), minimums)
@example(MIXED, 0.3)
@example(MIXED, 1.7)
def test_the_gradient_is_upstream_times_slope(kata, name, x, minimum):
    kata.check_gradient(apply, name, x, minimum, scale=1.0)


@given(plain_arrays(magnitude=3.0))
@example(MIXED)
def test_the_slope_of_softplus_is_the_sigmoid(kata, x):
    slope = kata.run(gradient, "Softplus", x, np.ones_like(x))
    kata.equal(slope, 1 / (1 + np.exp(-x)), "the slope of softplus at x is 1 / (1 + exp(-x))", scale=1.0)


@given(plain_arrays(magnitude=3.0))
@example(MIXED)
def test_the_slope_of_softplus_has_a_slope(kata, x):
    kata.check_gradient(gradient, "Softplus", x, np.resize(UPSTREAM, x.shape), scale=1.0)


@given(plain_arrays(magnitude=3.0))
@example(MIXED)
def test_softplus_less_its_mirror_image_is_the_identity(kata, x):
    gap = kata.run(apply, "Softplus", x) - kata.run(apply, "Softplus", -x)
    kata.equal(gap, x, "softplus(x) - softplus(-x) = x", scale=1 + np.abs(x))


@pytest.mark.parametrize("name", NAMES)
def test_works_in_the_middle_of_other_operations(kata, name):
    kata.check_gradient(in_the_middle, name, MIXED, scale=1.0)


def test_each_is_a_function_of_autograd(kata):
    kata.check(are_functions_of_autograd)


test_is_written_from_scratch = from_scratch(gradient, "Softplus", MIXED, UPSTREAM)


# ----------------------------------------------------------------------------------------- edges

EXTREMES = {
    "large": np.array([1e4, 800.0, 100.0, 40.0, 25.0, 21.0]),
    "small": np.array([-21.0, -50.0, -100.0, -700.0, -1e4, 0.0]),
}


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("numbers", [*EXTREMES])
def test_softplus_and_its_slope_take_any_finite_number(kata, numbers, dtype):
    x = EXTREMES[numbers].astype(dtype)
    kata.check(apply, "Softplus", x)
    kata.check(gradient, "Softplus", x, np.resize(UPSTREAM, x.shape).astype(dtype))


@edges
def test_the_second_derivative_of_softplus_takes_any_finite_number(kata):
    x = np.array([600.0, 100.0, 25.0, 21.0, -21.0, -50.0, -100.0, -600.0, 0.0])
    kata.check_gradient(gradient, "Softplus", x, np.resize(UPSTREAM, x.shape), scale=1.0)


@edges
def test_halves_go_to_the_even_side(kata):
    x = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 0.49999999999999994, 2.0**52 + 1, -(2.0**52) - 1])
    kata.check(apply, "StraightThroughRound", x)
    kata.check(gradient, "StraightThroughRound", x, np.resize(UPSTREAM, x.shape))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_gradient_of_the_clamped_logarithm_at_and_below_its_minimum(kata, dtype):
    x = np.array([0.5, 0.0, -0.0, -3.0, 0.25, 1.0, -1e4, 1e4, 0.499, 0.501], dtype)
    for minimum in (0.5, 0.25, 1.0):
        kata.check(apply, "ClampedLog", x, minimum)
        kata.check(gradient, "ClampedLog", x, np.resize(UPSTREAM, x.shape).astype(dtype), minimum)


@edges
@pytest.mark.parametrize("name", NAMES)
@given(arrays(shapes(min_dims=0, min_side=0), magnitude=5.0))
@example(MIXED)
@example(np.array(1.5))
@example(np.zeros((0, 3), np.float32))
def test_agrees_in_every_shape_dtype_and_layout(kata, name, x):
    kata.check(apply, name, x)
    kata.check(gradient_of_a_sum, name, x)


def after_x_was_changed(solution, name, x, upstream):
    """Whether backward refuses, or hands back the gradient of the x that was there."""
    right = gradient(solution, name, x, upstream)
    leaf = x.detach().clone().requires_grad_()
    held = leaf * 1
    result = apply(solution, name, held)
    held.mul_(3).add_(1)
    try:
        result.backward(upstream)
    except RuntimeError:
        return {"refuses, or is right all the same": True}
    return {"refuses, or is right all the same": bool((leaf.grad == right.detach()).all())}


@edges
@pytest.mark.parametrize("name", NAMES)
def test_a_change_of_x_before_backward_is_noticed(kata, name):
    kata.check(after_x_was_changed, name, MIXED, UPSTREAM)


def asks_for_a_gradient(solution, name, x):
    return {
        "of a leaf": apply(solution, name, x.detach().clone().requires_grad_()).requires_grad,
        "of data": apply(solution, name, x.detach()).requires_grad,
    }


@edges
@pytest.mark.parametrize("name", NAMES)
def test_data_asks_for_no_gradient(kata, name):
    kata.check(asks_for_a_gradient, name, MIXED)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch", targets="torch-cpu")
@pytest.mark.parametrize("name", NAMES)
def test_stays_on_the_device_of_its_input(kata, name):
    kata.check_device(apply, name, MIXED)
    kata.check_device(gradient, name, MIXED, UPSTREAM)
