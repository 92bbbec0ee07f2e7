"""AdamW shrinks every parameter by the same share, and takes Adam's step."""

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
    uses=["adam"],
    minutes=40,
    from_scratch=[*themes.ADAM, *themes.OPTIMIZERS],
    instead="You need your Adam, and one line for the decay.",
    ladder={"positions.params": "finite", "positions.grads": "finite"},
)

TENTH = {"lr": 0.1, "weight_decay": 0.5}
STRONG = {"lr": 0.5, "weight_decay": 0.5, "betas": (0.5, 0.75), "eps": 1e-3}
TWO = ([np.array([1.0, -2.0]), np.array([3.0, 0.5, 1.0])], [[np.array([2.0, -1.0]), np.array([4.0, 1.0, -3.0])]] * 2)
CHANGING = ([np.array([1.0, 5.0])], [[np.array([2.0, 0.0])], [np.array([-1.0, 0.0])], [np.array([0.0, 3.0])]])
SAME_SHAPES = ([np.ones(2), np.zeros(2)], [[np.array([1.0, 5.0]), np.array([-3.0, 0.5])]] * 3)
WITHOUT = (
    [np.array([1.0, -2.0]), np.array([3.0, 0.5]), np.array([2.0, 1.0])],
    [
        [np.array([2.0, -1.0]), np.array([4.0, 1.0]), None],
        [np.array([1.0, 3.0]), None, np.array([-1.0, 0.5])],
        [np.array([-2.0, 1.0]), np.array([1.0, -3.0]), np.array([2.0, 2.0])],
    ],
)

lrs = st.sampled_from([3e-4, 0.1, 2.0])
decays = st.sampled_from([0.0, 0.01, 0.5])
pairs_of_betas = st.sampled_from([(0.9, 0.999), (0.5, 0.75), (0.0, 0.99), (0.95, 0.5)])
all_eps = st.sampled_from([1e-8, 1e-3, 1.0])


def lost(lr, betas=(0.9, 0.999)):
    """How far a step moves, times what cancels in 1 - beta**t."""
    return lr / (1 - max(betas))


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure(path, "AdamW", np.array([1.0]), np.array([[1.0]]), **TENTH, gives=[[0.85]], decimals=6)


def test_without_a_gradient_to_follow_only_the_decay_is_left(kata):
    gives = [[0.95, -1.9], [0.9025, -1.805], [0.857375, -1.71475]]
    kata.check_figure(path, "AdamW", np.array([1.0, -2.0]), np.zeros((3, 2)), **TENTH, gives=gives)


def test_the_decay_does_not_depend_on_the_size_of_the_gradients(kata):
    slopes = np.tile([0.02, -5.0, 1e6], (2, 1))
    gives = [[0.85, 1.05, 0.85], [0.7075, 1.0975, 0.7075]]
    kata.check_figure(path, "AdamW", np.ones(3), slopes, **TENTH, gives=gives, decimals=5)


def test_has_the_defaults_of_torch(kata):
    kata.check(positions, "AdamW", *CHANGING)


def options_in_order(solution, start, slope, lr, betas, eps, weight_decay):
    (own,) = copies([start])
    solution.AdamW([own], lr, betas, eps, weight_decay).step([slope])
    return own


def test_takes_its_options_in_the_order_of_the_stub(kata):
    start, slope = np.array([1.0, 2.0]), np.array([3.0, -0.5])
    kata.check(options_in_order, start, slope, 0.25, (0.5, 0.75), 0.125, 0.5)


@given(plain_runs(), lrs, pairs_of_betas, all_eps, decays)
@example(TWO, 0.1, (0.9, 0.999), 1e-8, 0.5)
@example(SAME_SHAPES, 0.1, (0.5, 0.75), 1e-3, 0.5)
@example(CHANGING, 2.0, (0.5, 0.75), 1.0, 0.01)
def test_agrees_with_numpy_and_torch(kata, run, lr, betas, eps, decay):
    options = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": decay}
    kata.check(positions, "AdamW", *run, **options, scale=lost(lr, betas))


@given(plain_arrays((3, 2)), plain_arrays((2,)), st.sampled_from([2.0**-20, 0.5, 1024.0]))
def test_is_unchanged_when_gradients_and_eps_are_scaled_alike(kata, slopes, start, factor):
    scaled = kata.run(path, "AdamW", start, slopes * factor, lr=0.1, eps=1e-3 * factor, weight_decay=0.5)
    plain = kata.run(path, "AdamW", start, slopes, lr=0.1, eps=1e-3, weight_decay=0.5)
    kata.equal(scaled, plain, "AdamW(c g, c eps) = AdamW(g, eps)", scale=np.abs(start) + lost(0.1))


@given(plain_arrays((3, 4)), plain_arrays((4,)), st.integers(0, 3))
def test_moves_each_number_as_if_it_were_alone(kata, slopes, start, i):
    together = kata.run(path, "AdamW", start, slopes, **TENTH)
    alone = kata.run(path, "AdamW", start[i : i + 1], slopes[:, i : i + 1], **TENTH)
    kata.equal(alone, together[:, i : i + 1], "no number feels another's gradient", scale=np.abs(start[i]) + lost(0.1))


def test_agrees_for_a_hundred_and_twenty_steps(kata):
    rng = np.random.default_rng(0)
    grads = [[rng.normal(size=(16, 3)), rng.normal(1, 2, size=40)] for _ in range(120)]
    kata.check(positions, "AdamW", [np.ones((16, 3)), np.zeros(40)], grads, lr=0.01, scale=lost(0.01))


test_is_written_from_scratch = from_scratch(path, "AdamW", np.array([1.0]), np.array([[2.0], [-1.0]]))


# --------------------------------------------------------------------------------------- edges


@edges
@given(runs(), lrs, pairs_of_betas, all_eps, decays)
@example(
    ([np.array([1.0, -2.0]), np.array(3.0)], [[np.array([2.0, -1.0]), np.array(4.0)]] * 2), 0.1, (0.9, 0.99), 1e-8, 0.5
)
def test_agrees_for_any_shape_dtype_and_layout(kata, run, lr, betas, eps, decay):
    options = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": decay}
    kata.check(positions, "AdamW", *run, **options, scale=lost(lr, betas))


@edges
@pytest.mark.parametrize("options", [TENTH, STRONG], ids=["tenth", "strong"])
def test_a_gradient_of_none_leaves_its_parameter_and_its_state_alone(kata, options):
    kata.check(positions, "AdamW", *WITHOUT, **options, scale=lost(0.1))


@edges
def test_leaves_the_gradients_as_they_are(kata):
    kata.check(gradients_after, "AdamW", *TWO, **STRONG)


@edges
@given(arrays((2, 3)), arrays((2, 3), np.float64))
@example(np.arange(6.0).reshape(2, 3), np.ones((2, 3)))
def test_writes_into_the_array_that_it_was_given_also_through_a_view(kata, table, slopes):
    kata.check(columns_of_a_table, "AdamW", table, slopes.astype(table.dtype), weight_decay=0.5, scale=lost(0.5))


def with_changing_rates(solution, params, grads, rates):
    """Where the arrays end when the attribute lr is set before each step."""
    own = copies(params)
    optimizer = solution.AdamW(list(own), weight_decay=0.5)
    for rate, gradients in zip(rates, grads, strict=True):
        optimizer.lr = rate
        optimizer.step(list(gradients))
    return own


@edges
def test_each_step_uses_the_rate_of_the_moment(kata):
    kata.check(with_changing_rates, *CHANGING, [0.5, 0.125, 0.0], scale=lost(0.5))


def reused_gradients(solution, params, grads):
    """Every gradient arrives in the same arrays; between two steps the caller brings its own arrays back."""
    own, buffers = copies(params), copies(grads[0])
    optimizer, seen = solution.AdamW(list(own), **TENTH), []
    for gradients in grads:
        for buffer, gradient in zip(buffers, gradients, strict=True):
            buffer[...] = gradient
        optimizer.step(buffers)
        seen.append(copies(own))
        for array, start in zip(own, params, strict=True):
            array[...] = start
    return seen


@edges
def test_keeps_no_array_of_the_caller_as_its_state(kata):
    kata.check(reused_gradients, *CHANGING, scale=lost(0.1))


@edges
def test_two_optimizers_share_nothing(kata):
    kata.check(two_for_the_same_arrays, "AdamW", *CHANGING, scale=lost(0.5))


@edges
def test_takes_its_parameters_from_a_generator(kata):
    kata.check(from_a_generator, "AdamW", *TWO, **TENTH, scale=lost(0.1))


@edges
@pytest.mark.parametrize("count", [0, 1, 3])
def test_refuses_a_wrong_number_of_gradients(kata, count):
    params = [np.array([1.0, 2.0]), np.array([3.0, 4.0])]
    kata.check_raises(ValueError, positions, "AdamW", params, [[np.array([0.5, -1.0])] * count])


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("given", [False, True], ids=["left by backward", "given"])
def test_moves_tensors_that_require_a_gradient(kata, given):
    kata.check(positions_of_tensors, "AdamW", *WITHOUT, given=given, **TENTH, scale=lost(0.1))


test_stays_on_the_device_of_its_parameters = on_its_device(positions, "AdamW", *TWO, lr=0.1)
