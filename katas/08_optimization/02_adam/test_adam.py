"""Adam divides the running mean of a gradient by the root of the running mean of its square."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.scenarios import (
    columns_of_a_table,
    copies,
    from_a_generator,
    path,
    positions,
    positions_of_tensors,
    two_for_the_same_arrays,
)
from dojo.strategies import arrays, plain_arrays, plain_runs, runs

pytestmark = pytest.mark.kata(
    minutes=40,
    from_scratch=[*themes.ADAM, *themes.OPTIMIZERS],
    instead="You need two running means for each parameter, a count of the steps, and a root.",
    ladder={"positions.params": "finite", "positions.grads": "finite"},
)


TWO = ([np.array([1.0, -2.0]), np.array([3.0, 0.5, 1.0])], [[np.array([2.0, -1.0]), np.array([4.0, 1.0, -3.0])]] * 2)
CHANGING = ([np.array([1.0, 0.0])], [[np.array([2.0, 0.0])], [np.array([-1.0, 0.0])], [np.array([0.0, 3.0])]])
WITHOUT = (
    [np.array([1.0, -2.0]), np.array([3.0, 0.5]), np.array([0.0, 1.0])],
    [
        [np.array([2.0, -1.0]), np.array([4.0, 1.0]), None],
        [np.array([1.0, 3.0]), None, np.array([-1.0, 0.5])],
        [np.array([-2.0, 1.0]), np.array([1.0, -3.0]), np.array([2.0, 2.0])],
    ],
)
SAME_SHAPES = ([np.zeros(2), np.zeros(2)], [[np.array([1.0, 5.0]), np.array([-3.0, 0.5])]] * 3)

lrs = st.sampled_from([3e-4, 0.1, 2.0])
pairs_of_betas = st.sampled_from([(0.9, 0.999), (0.5, 0.75), (0.0, 0.99), (0.95, 0.5)])
sizes = st.sampled_from([0.0, 1e-12, 1e-6, 1.0, 1e6, 1e15])
all_eps = st.sampled_from([1e-8, 1e-3, 1.0])


def lost(lr=1e-3, betas=(0.9, 0.999)):
    """How far a step moves, times what cancels in 1 - beta**t."""
    return lr / (1 - max(betas))


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    slopes = np.array([[2.0], [-1.0]])
    kata.check_figure(path, "Adam", np.array([1.0]), slopes, lr=0.1, gives=[[0.9], [0.8734]], decimals=4)


def test_a_constant_gradient_of_any_size_moves_by_the_learning_rate(kata):
    slopes = np.tile([0.02, -5.0, 1e6], (3, 1))
    gives = [[-0.1, 0.1, -0.1], [-0.2, 0.2, -0.2], [-0.3, 0.3, -0.3]]
    kata.check_figure(path, "Adam", np.zeros(3), slopes, lr=0.1, gives=gives, decimals=4)


def test_has_the_defaults_of_the_paper(kata):
    kata.check(positions, "Adam", *CHANGING, scale=lost())


def options_in_order(solution, start, slope, lr, betas, eps):
    (own,) = copies([start])
    solution.Adam([own], lr, betas, eps).step([slope])
    return own


def test_takes_its_options_in_the_order_of_the_stub(kata):
    start, slope = np.array([1.0, 2.0]), np.array([3.0, -0.5])
    kata.check(options_in_order, start, slope, 0.25, (0.5, 0.75), 0.125)


def test_stays_where_it_is_while_all_gradients_are_zero(kata):
    found = kata.run(path, "Adam", np.array([1.0, 0.0, -3.0]), np.zeros((2, 3)))
    kata.require(found == [1.0, 0.0, -3.0], "a gradient of zero moves nothing")


def test_rolls_on_after_the_gradient_has_become_zero(kata):
    slopes = np.array([[1.0, -3.0]] + [[0.0, 0.0]] * 4)
    kata.check(path, "Adam", np.array([1.0, 2.0]), slopes, lr=0.1, scale=lost(0.1))


@given(plain_runs(), lrs, pairs_of_betas, all_eps)
@example(TWO, 0.1, (0.9, 0.999), 1e-8)
@example(SAME_SHAPES, 0.1, (0.5, 0.75), 1e-3)
@example(CHANGING, 2.0, (0.5, 0.75), 1.0)
@example(CHANGING, 3e-4, (0.9, 0.95), 1e-8)
def test_agrees_with_numpy_and_torch(kata, run, lr, betas, eps):
    kata.check(positions, "Adam", *run, lr=lr, betas=betas, eps=eps, scale=lost(lr, betas))


@given(plain_arrays((3, 2)), plain_arrays((2,)), st.sampled_from([2.0**-20, 0.5, 1024.0]))
def test_is_unchanged_when_gradients_and_eps_are_scaled_alike(kata, slopes, start, factor):
    scaled = kata.run(path, "Adam", start, slopes * factor, lr=0.1, eps=1e-3 * factor)
    plain = kata.run(path, "Adam", start, slopes, lr=0.1, eps=1e-3)
    kata.equal(scaled, plain, "Adam(c g, c eps) = Adam(g, eps)", scale=np.abs(start) + lost(0.1))


@given(plain_arrays((3, 4)), plain_arrays((4,)), st.integers(0, 3))
def test_moves_each_number_as_if_it_were_alone(kata, slopes, start, i):
    together = kata.run(path, "Adam", start, slopes, lr=0.1)
    alone = kata.run(path, "Adam", start[i : i + 1], slopes[:, i : i + 1], lr=0.1)
    kata.equal(alone, together[:, i : i + 1], "no number feels another's gradient", scale=np.abs(start[i]) + lost(0.1))


def test_agrees_for_a_hundred_and_twenty_steps(kata):
    rng = np.random.default_rng(0)
    grads = [[rng.normal(size=(16, 3)), rng.normal(1, 2, size=40)] for _ in range(120)]
    kata.check(positions, "Adam", [np.ones((16, 3)), np.zeros(40)], grads, lr=0.01, scale=lost(0.01))


test_is_written_from_scratch = from_scratch(path, "Adam", np.array([1.0]), np.array([[2.0], [-1.0]]))


# --------------------------------------------------------------------------------------- edges


@edges
@given(runs(), lrs, pairs_of_betas, all_eps)
@example(([np.array([1.0, -2.0]), np.array(3.0)], [[np.array([2.0, -1.0]), np.array(4.0)]] * 2), 0.1, (0.9, 0.99), 1e-8)
def test_agrees_for_any_shape_dtype_and_layout(kata, run, lr, betas, eps):
    kata.check(positions, "Adam", *run, lr=lr, betas=betas, eps=eps, scale=lost(lr, betas))


@edges
@given(arrays((3, 2)), st.lists(sizes, min_size=3, max_size=3), arrays((2,), np.float64), pairs_of_betas)
@example(np.array([[1.0], [3.0]]), [1e-12, 1e-12], np.array([1.0]), (0.9, 0.999))
@example(np.array([[1.0], [-1.0]]), [1e15, 1.0], np.array([1.0]), (0.9, 0.999))
def test_takes_gradients_of_any_size(kata, slopes, size, start, betas):
    slopes = slopes * np.array(size, slopes.dtype)[:, None]
    kata.check(path, "Adam", start.astype(slopes.dtype), slopes, lr=0.1, betas=betas, scale=lost(0.1, betas))


@edges
@given(arrays((2, 3)), arrays((2, 3), np.float64))
@example(np.arange(6.0).reshape(2, 3), np.ones((2, 3)))
def test_writes_into_the_array_that_it_was_given_also_through_a_view(kata, table, slopes):
    kata.check(columns_of_a_table, "Adam", table, slopes.astype(table.dtype), scale=lost(0.5))


@edges
def test_a_gradient_of_none_leaves_its_parameter_and_its_state_alone(kata):
    kata.check(positions, "Adam", *WITHOUT, lr=0.1, scale=lost(0.1))


def moved_by_others(solution, params, grads):
    """Between two steps the caller brings its arrays back to where they began."""
    own = copies(params)
    optimizer, positions = solution.Adam(list(own), lr=0.1), []
    for gradients in grads:
        optimizer.step(list(gradients))
        positions.append(copies(own))
        for array, start in zip(own, params, strict=True):
            array[...] = start
    return positions


@edges
def test_starts_from_where_the_arrays_are(kata):
    kata.check(moved_by_others, *CHANGING, scale=lost(0.1))


def reused_gradients(solution, params, grads):
    """Every gradient arrives in the same arrays and the same list, as in a training loop."""
    own, buffers = copies(params), copies(grads[0])
    optimizer, handed = solution.Adam(list(own), lr=0.1), list(buffers)
    for gradients in grads:
        for buffer, gradient in zip(buffers, gradients, strict=True):
            buffer[...] = gradient
        optimizer.step(handed)
    return own


@edges
def test_keeps_no_array_of_the_caller_as_its_state(kata):
    kata.check(reused_gradients, *CHANGING, scale=lost(0.1))


def taking_turns(solution, params, grads):
    """Two optimizers, each with parameters and gradients of its own."""
    one, two = copies(params), copies(params)
    first, second = solution.Adam(list(one), lr=0.1), solution.Adam(list(two), lr=0.1)
    for gradients, others in zip(grads, reversed(grads), strict=True):
        first.step(list(gradients))
        second.step(list(others))
    return [one, two]


@edges
def test_two_optimizers_share_nothing(kata):
    kata.check(taking_turns, *CHANGING, scale=lost(0.1))


@edges
def test_two_optimizers_can_move_the_same_arrays(kata):
    kata.check(two_for_the_same_arrays, "Adam", *CHANGING, scale=lost(0.5))


def with_changing_rates(solution, params, grads, rates):
    """Where the arrays end when the attribute lr is set before each step."""
    own = copies(params)
    optimizer = solution.Adam(list(own))
    for rate, gradients in zip(rates, grads, strict=True):
        optimizer.lr = rate
        optimizer.step(list(gradients))
    return own


@edges
def test_each_step_uses_the_rate_of_the_moment(kata):
    kata.check(with_changing_rates, *CHANGING, [0.5, 0.125, 0.25], scale=lost(0.5))


@edges
def test_takes_its_parameters_from_a_generator(kata):
    kata.check(from_a_generator, "Adam", *TWO, lr=0.1, scale=lost(0.1))


@edges
@pytest.mark.parametrize("count", [0, 1, 3])
def test_refuses_a_wrong_number_of_gradients(kata, count):
    params = [np.array([1.0, 2.0]), np.array([3.0, 4.0])]
    kata.check_raises(ValueError, positions, "Adam", params, [[np.array([0.5, -1.0])] * count])


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("given", [False, True], ids=["left by backward", "given"])
def test_moves_tensors_that_require_a_gradient(kata, given):
    kata.check(positions_of_tensors, "Adam", *WITHOUT, given=given, lr=0.1, scale=lost(0.1))


test_stays_on_the_device_of_its_parameters = on_its_device(positions, "Adam", *TWO, lr=0.1)
