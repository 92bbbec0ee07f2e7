"""SGD steps against a decaying sum of gradients."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.scenarios import (
    columns_of_a_table,
    copies,
    from_a_generator,
    gradients_after,
    path,
    positions,
    positions_of_tensors,
    two_for_the_same_arrays,
)
from dojo.strategies import arrays, plain_arrays, plain_runs, runs

pytestmark = pytest.mark.kata(
    minutes=40,
    from_scratch=[
        *themes.OPTIMIZERS,
        *("sgd", "single_tensor_sgd", "multi_tensor_sgd", "fused_sgd", "FunctionalSGD", "SGDOptimizer"),
    ],
    instead="You need one buffer for each parameter, a product and two sums.",
    ladder={"positions.params": "finite", "positions.grads": "finite"},
)

START = np.array([1.0, 2.0])
SLOPES = np.array([[1.0, -1.0], [0.5, 2.0], [0.0, 0.0]])
TWO = ([np.array([1.0, -2.0]), np.array([3.0, 0.5, 1.0])], [[np.array([2.0, -1.0]), np.array([4.0, 1.0, -3.0])]] * 3)
SAME_SHAPES = ([np.ones(2), np.zeros(2)], [[np.array([1.0, 5.0]), np.array([-3.0, 0.5])]] * 3)
WITHOUT = (
    [np.array([1.0, -2.0]), np.array([3.0, 0.5]), np.array([0.0, 1.0])],
    [
        [np.array([2.0, -1.0]), np.array([4.0, 1.0]), None],
        [np.array([1.0, 3.0]), None, np.array([-1.0, 0.5])],
        [np.array([-2.0, 1.0]), np.array([1.0, -3.0]), np.array([2.0, 2.0])],
    ],
)
CHANGING = ([np.array([1.0, 0.0])], [[np.array([2.0, 0.0])], [np.array([-1.0, 0.0])], [np.array([0.0, 3.0])]])

PLAIN = {"lr": 0.1}
MOMENTUM = {"lr": 0.1, "momentum": 0.9}
NESTEROV = {"lr": 0.1, "momentum": 0.9, "nesterov": True}
DECAY = {"lr": 0.1, "weight_decay": 0.5}
FAST = {"lr": 0.5, "momentum": 0.75}
"""In the worked example lr is 1 - momentum, and one is easily taken for the other: here it is not."""
ALL = {"lr": 0.25, "momentum": 0.5, "nesterov": True, "weight_decay": 0.1}
all_options = st.sampled_from(
    [PLAIN, MOMENTUM, NESTEROV, DECAY, ALL, {"lr": 1.0, "momentum": 0.75, "weight_decay": 0.01}]
)


# ---------------------------------------------------------------------------------------- core


def test_a_step_goes_against_the_gradient(kata):
    kata.check_figure(path, "SGD", START, SLOPES, lr=0.1, gives=[[0.9, 2.1], [0.85, 1.9], [0.85, 1.9]])


def test_momentum_sums_up_past_gradients(kata):
    kata.check_figure(path, "SGD", START, SLOPES, **MOMENTUM, gives=[[0.9, 2.1], [0.76, 1.99], [0.634, 1.891]])


def test_nesterov_looks_ahead(kata):
    gives = [[0.81, 2.19], [0.634, 1.891], [0.5206, 1.8019]]
    kata.check_figure(path, "SGD", START, SLOPES, **NESTEROV, gives=gives)


def test_weight_decay_is_part_of_the_gradient_and_so_of_the_momentum(kata):
    gives = [[0.89, 2.08], [0.7321, 1.9312], [0.582669, 1.777968]]
    kata.check_figure(path, "SGD", START, SLOPES, **MOMENTUM, weight_decay=0.1, gives=gives)


def options_in_order(solution, start, slope, lr, momentum, nesterov, weight_decay):
    (own,) = copies([start])
    solution.SGD([own], lr, momentum, nesterov, weight_decay).step([slope])
    return own


def test_takes_its_options_in_the_order_of_the_stub(kata):
    kata.check(options_in_order, START, np.array([3.0, -0.5]), 0.25, 0.5, True, 0.125)


def test_stays_where_it_is_while_all_gradients_are_zero(kata):
    found = kata.run(path, "SGD", np.array([1.0, 0.0, -3.0]), np.zeros((2, 3)), **NESTEROV)
    kata.require(found == [1.0, 0.0, -3.0], "a gradient of zero moves nothing, as long as there is no decay")


@given(plain_runs(), all_options)
@example(TWO, FAST)
@example(SAME_SHAPES, {**FAST, "nesterov": True})
@example(TWO, ALL)
def test_agrees_with_numpy_and_torch(kata, run, options):
    kata.check(positions, "SGD", *run, **options)


@given(plain_arrays((3, 2)), st.sampled_from([2.0**-20, -1.0, 1024.0]), all_options)
def test_steps_grow_with_the_gradients(kata, slopes, factor, options):
    once, scaled = (kata.run(path, "SGD", np.zeros(2), slopes * c, **options) for c in (1.0, factor))
    kata.equal(scaled, factor * once, "from 0, c times the gradients go c times as far", scale=np.abs(factor * 100.0))


@given(plain_arrays((3, 4)), plain_arrays((4,)), st.integers(0, 3))
def test_moves_each_number_as_if_it_were_alone(kata, slopes, start, i):
    together = kata.run(path, "SGD", start, slopes, **ALL)
    alone = kata.run(path, "SGD", start[i : i + 1], slopes[:, i : i + 1], **ALL)
    kata.equal(alone, together[:, i : i + 1], "no number feels another's gradient", scale=100.0)


def test_a_decay_alone_takes_the_same_share_at_each_step(kata):
    found = kata.run(path, "SGD", np.array([1.0, -4.0]), np.zeros((3, 2)), lr=0.5, weight_decay=0.5)
    kata.equal(found, np.outer([0.75, 0.75**2, 0.75**3], [1.0, -4.0]), "p is multiplied by 1 - lr * weight_decay")


test_is_written_from_scratch = from_scratch(path, "SGD", START, SLOPES, **MOMENTUM)


# --------------------------------------------------------------------------------------- edges


@edges
@given(runs(), all_options)
@example(([np.array([1.0, -2.0]), np.array(3.0)], [[np.array([2.0, -1.0]), np.array(4.0)]] * 2), MOMENTUM)
def test_agrees_for_any_shape_dtype_and_layout(kata, run, options):
    kata.check(positions, "SGD", *run, **options)


@edges
@pytest.mark.parametrize("options", [PLAIN, MOMENTUM, ALL], ids=["plain", "momentum", "all"])
def test_a_gradient_of_none_leaves_its_parameter_and_its_buffer_alone(kata, options):
    kata.check(positions, "SGD", *WITHOUT, **options)


@edges
def test_a_gradient_of_zeros_does_not(kata):
    kata.check(positions, "SGD", *CHANGING, **MOMENTUM, weight_decay=0.1)


@edges
@pytest.mark.parametrize("options", [PLAIN, MOMENTUM, ALL], ids=["plain", "momentum", "all"])
def test_leaves_the_gradients_as_they_are(kata, options):
    kata.check(gradients_after, "SGD", *TWO, **options)


@edges
@given(arrays((2, 3)), arrays((2, 3), np.float64))
@example(np.arange(6.0).reshape(2, 3), np.ones((2, 3)))
def test_writes_into_the_array_that_it_was_given_also_through_a_view(kata, table, slopes):
    kata.check(columns_of_a_table, "SGD", table, slopes.astype(table.dtype), momentum=0.5)


def with_changing_rates(solution, start, slopes, rates, **options):
    """Where an array ends when the attribute lr is set before each step."""
    (own,) = copies([start])
    optimizer = solution.SGD([own], **options)
    for rate, slope in zip(rates, slopes, strict=True):
        optimizer.lr = rate
        optimizer.step([slope])
    return own


@edges
@pytest.mark.parametrize("options", [PLAIN, MOMENTUM, ALL], ids=["plain", "momentum", "all"])
def test_each_step_uses_the_rate_of_the_moment(kata, options):
    kata.check(with_changing_rates, START, SLOPES, [0.5, 0.125, 2.0], **options)


def moved_by_others(solution, params, grads, **options):
    """Between two steps the caller brings its arrays back to where they began."""
    own = copies(params)
    optimizer, seen = solution.SGD(list(own), **options), []
    for gradients in grads:
        optimizer.step(list(gradients))
        seen.append(copies(own))
        for array, start in zip(own, params, strict=True):
            array[...] = start
    return seen


@edges
def test_starts_from_where_the_arrays_are(kata):
    kata.check(moved_by_others, *CHANGING, **MOMENTUM)


def reused_gradients(solution, params, grads, **options):
    """Every gradient arrives in the same arrays and the same list, as in a training loop."""
    own, buffers = copies(params), copies(grads[0])
    optimizer, handed = solution.SGD(list(own), **options), list(buffers)
    for gradients in grads:
        for buffer, gradient in zip(buffers, gradients, strict=True):
            buffer[...] = gradient
        optimizer.step(handed)
    return own


@edges
@pytest.mark.parametrize("options", [MOMENTUM, NESTEROV], ids=["momentum", "nesterov"])
def test_keeps_no_array_of_the_caller_as_its_buffer(kata, options):
    kata.check(reused_gradients, *CHANGING, **options)


@edges
def test_two_optimizers_share_nothing(kata):
    kata.check(two_for_the_same_arrays, "SGD", *CHANGING, momentum=0.5)


@edges
def test_takes_its_parameters_from_a_generator(kata):
    kata.check(from_a_generator, "SGD", *TWO, **ALL)


@edges
def test_a_rate_of_zero_moves_nothing(kata):
    kata.check(positions, "SGD", *TWO, lr=0.0, momentum=0.9, weight_decay=0.1)


@edges
@pytest.mark.parametrize("count", [0, 1, 3])
def test_refuses_a_wrong_number_of_gradients(kata, count):
    kata.check_raises(ValueError, positions, "SGD", [START, START], [[np.array([0.5, -1.0])] * count], lr=0.1)


@edges
@pytest.mark.parametrize("option", ["lr", "momentum", "weight_decay"])
def test_refuses_options_below_zero(kata, option):
    options = {"lr": 0.1, "momentum": 0.5, option: -0.25}
    kata.check_raises(ValueError, positions, "SGD", [START], [[START]], **options, says=["-0.25"])


@edges
def test_refuses_nesterov_without_momentum(kata):
    kata.check_raises(ValueError, positions, "SGD", [START], [[START]], lr=0.1, nesterov=True, says=["momentum"])


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("options", [PLAIN, MOMENTUM, ALL], ids=["plain", "momentum", "all"])
def test_takes_the_gradients_that_backward_has_left(kata, options):
    kata.check(positions_of_tensors, "SGD", *WITHOUT, **options)


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("options", [PLAIN, ALL], ids=["plain", "all"])
def test_moves_tensors_that_require_a_gradient(kata, options):
    kata.check(positions_of_tensors, "SGD", *WITHOUT, given=True, **options)


test_stays_on_the_device_of_its_parameters = on_its_device(positions, "SGD", *TWO, **ALL)
