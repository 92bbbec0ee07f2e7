"""The gradient of softmax and cross-entropy is what the model believes, minus what came, over the number of rows."""

import math

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, dtypes, integer_arrays, laid_out, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    uses=["softmax", "cross_entropy"],
    minutes=25,
    from_scratch=[
        *themes.AUTOGRAD,
        *themes.CROSS_ENTROPY,
        *themes.GATES,
        *themes.SOFTMAX,
        *themes.TRANSFORMS,
        *("sigmoid", "expit", "logsigmoid", "softmax_backward_data", "Categorical", "grad", "backward"),
        *("value_and_grad", "approx_fprime"),
    ],
    instead="You need a maximum, exp, a sum, and where the right class of each row is.",
    # there is at least one row
    ladder={"logits": "finite-empty", "targets": "labels-empty"},
    long="*",
)

NAME = "softmax_cross_entropy_gradient"


@st.composite
def plain_rows_and_targets(draw, magnitude=5.0):
    """A batch of rows, each at a height of its own, and a class for each row."""
    logits = draw(plain_arrays(shapes(min_dims=2, max_dims=2, min_side=2), magnitude=magnitude))
    heights = draw(plain_arrays((len(logits), 1), magnitude=20.0))
    return logits + heights, draw(integer_arrays(logits.shape[:1], 0, logits.shape[1]))


@st.composite
def logits_and_targets(draw, magnitude=10.0):
    """Logits, with rows at very different heights, and a class for each row."""
    logits = draw(arrays(magnitude=magnitude))
    targets = draw(integer_arrays(logits.shape[:-1], 0, logits.shape[-1]).flatmap(laid_out))
    if draw(st.booleans()):
        heights = draw(arrays((*logits.shape[:-1], 1), logits.dtype, magnitude=100.0, layouts=False))
        logits = logits + heights
    return logits, targets


@st.composite
def masked_logits_and_targets(draw):
    """Logits of which some are -inf, but not all of a row; the target's own may be one."""
    logits, targets = draw(logits_and_targets())
    hidden = draw(arrays(logits.shape, layouts=False)) > 0
    hidden &= np.cumsum(hidden, axis=-1) < logits.shape[-1]
    return np.where(hidden, -np.inf, logits).astype(logits.dtype), targets


def counting(*shape, dtype=np.float64):
    """Small numbers in no order."""
    return ((7 * np.arange(math.prod(shape)) + 3) % 11 / 4 - 1.25).reshape(shape).astype(dtype)


def losses(logits, targets):
    """The loss of each row."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    chosen = np.take_along_axis(shifted, targets[..., None], axis=-1)[..., 0]
    return np.log(np.exp(shifted).sum(axis=-1)) - chosen


def one_row_in(targets):
    """The largest entry that a gradient can have."""
    return 1 / targets.size


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    logits, targets = np.array([[np.log(2), 0.0, 0.0], [0.0, 0.0, np.log(2)]]), np.array([0, 1])
    kata.check_figure(NAME, logits, targets, gives=[[-0.25, 0.125, 0.125], [0.125, -0.375, 0.25]], decimals=12)


@given(plain_rows_and_targets())
@example((counting(3, 4), np.array([1, 3, 0])))
@example((counting(3, 3), np.array([2, 2, 1])))
def test_agrees_with_autograd(kata, logits_and_targets):
    logits, targets = logits_and_targets
    kata.check(NAME, logits, targets, scale=one_row_in(targets))


@pytest.mark.parametrize(
    "logits",
    [[[1.0, 2.0], [1000.0, 1001.0]], [[-1000.0, -1002.0], [3.0, 1.0]], [[1e4, -1e4], [-800.0, -801.0]]],
    ids=str,
)
def test_large_logits_do_not_overflow(kata, logits):
    kata.check(NAME, np.array(logits, np.float64), np.array([0, 1]), scale=1)


@given(plain_rows_and_targets())
@example((counting(3, 4), np.array([1, 3, 0])))
def test_the_entries_of_a_row_add_up_to_zero(kata, logits_and_targets):
    logits, targets = logits_and_targets
    total = np.sum(kata.run(NAME, logits, targets), axis=-1)
    kata.equal(total, np.zeros_like(total), "what one class gains the others lose", scale=one_row_in(targets))


@given(plain_rows_and_targets(), st.integers(-50, 50))
def test_is_unchanged_by_a_shift_of_the_logits(kata, logits_and_targets, shift):
    logits, targets = logits_and_targets
    moved, still = (kata.run(NAME, x, targets) for x in (logits + shift, logits))
    size = (1 + np.abs(logits).max() + abs(shift)) * one_row_in(targets)
    kata.equal(moved, still, "the gradient at x + c is that at x", scale=size)


@given(plain_rows_and_targets())
@example((counting(3, 4), np.array([1, 3, 0])))
def test_a_step_against_it_lowers_the_loss_of_every_row(kata, logits_and_targets):
    """A loss of this curvature can't grow where the step is as long as the gradient of the row's own loss."""
    logits, targets = logits_and_targets
    before = losses(logits, targets)
    assume(np.all(before > 0.01))
    after = losses(logits - targets.size * kata.run(NAME, logits, targets), targets)
    kata.require(after < before, "logits - N · gradient has a smaller loss in every row")


@given(plain_rows_and_targets())
@example((counting(3, 4), np.array([1, 3, 0])))
def test_a_batch_repeated_has_half_the_gradient_twice(kata, logits_and_targets):
    logits, targets = logits_and_targets
    once = kata.run(NAME, logits, targets)
    twice = kata.run(NAME, np.concatenate([logits, logits]), np.concatenate([targets, targets]))
    law = "with every row twice, each counts half"
    kata.equal(2 * twice, np.concatenate([once, once]), law, scale=1)


test_is_written_from_scratch = from_scratch(NAME, counting(2, 3), np.array([2, 1]))


# --------------------------------------------------------------------------------------- edges


@edges
def test_a_single_row_has_no_axis_of_rows(kata):
    kata.check_figure(NAME, np.array([3.0, 1.0, 0.2]), np.array(0), gives=[-0.164, 0.113, 0.051], decimals=3)


@edges
@given(logits_and_targets())
@example((counting(2, 3, 4), np.array([[0, 3, 3], [2, 1, 0]])))
@example((counting(2, 3, dtype=np.float32), np.array([1, 0])))
@example((counting(1, 2, 2, 3), np.array([[[0, 1], [2, 2]]])))
@example((np.array([[1.0, 2.0], [1000.0, 1001.0], [-1000.0, -1002.0]]), np.array([0, 1, 0])))
@example((np.array([[2.0]]), np.array([0])))
@example((counting(40, 16), np.arange(40) % 16))
@example((np.array([[20.0, 1e-25, -1e20]], np.float32), np.array([1])))
def test_agrees_in_every_dtype_and_layout(kata, logits_and_targets):
    logits, targets = logits_and_targets
    kata.check(NAME, logits, targets, scale=one_row_in(targets))


@edges
@given(logits_and_targets(magnitude=1e4), dtypes())
@example((np.array([[89.0, 0.0]]), np.array([0])), np.float32)
@example((np.array([[0.0, 200.0]]), np.array([0])), np.float32)
@example((np.array([[0.0, -50.0, 50.0]]), np.array([1])), np.float64)
@example((np.array([[-1e4, -1e4], [1e4, 1e4]]), np.array([0, 1])), np.float64)
@example((np.array([[1e4, -1e4], [-800.0, -801.0]]), np.array([1, 1])), np.float64)
@example((np.array([[1e30, 5e29], [-1e30, -5e29]]), np.array([1, 1])), np.float32)
def test_is_finite_for_logits_of_any_size(kata, logits_and_targets, dtype):
    logits, targets = logits_and_targets
    kata.check(NAME, logits.astype(dtype), targets, scale=one_row_in(targets))


@edges
@given(masked_logits_and_targets())
@example((np.array([[0.0, -np.inf, 2.0], [1.0, 2.0, -np.inf]]), np.array([0, 1])))
@example((np.array([[0.0, -np.inf, 2.0], [1.0, 2.0, -np.inf], [1.0, 0.0, 2.0]]), np.array([1, 2, 0])))
def test_counts_a_logit_of_minus_infinity_as_probability_zero(kata, logits_and_targets):
    logits, targets = logits_and_targets
    gradient = np.asarray(kata.check(NAME, logits, targets, scale=one_row_in(targets)))
    wrong = targets[..., None] != np.arange(logits.shape[-1])
    kata.require(gradient[np.isneginf(logits) & wrong] == 0, "a class of probability 0 has no gradient, however small")


@edges
@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16, np.int32])
@pytest.mark.parametrize("classes", [4, 300])
def test_takes_targets_of_any_integer_dtype(kata, classes, dtype):
    targets = np.array([0, 3, 100 % classes, 2], dtype)
    kata.check(NAME, counting(4, classes), targets, scale=one_row_in(targets))


@edges
@given(logits_and_targets())
@example((counting(3, 4), np.array([1, 3, 0])))
@example((counting(2, 2, 3), np.array([[1, 0], [2, 2]])))
def test_a_row_does_not_feel_the_others(kata, logits_and_targets):
    logits, targets = logits_and_targets
    rows = zip(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1), strict=True)
    alone = np.array([kata.run(NAME, row, np.asarray(target)) for row, target in rows], logits.dtype)
    together = kata.run(NAME, logits, targets)
    law = "N times the gradient of a batch is that of each row alone"
    kata.equal(targets.size * together, alone.reshape(logits.shape), law, scale=1)


@edges
@given(logits_and_targets())
@example((counting(3, 4), np.array([1, 3, 0])))
def test_no_wrong_class_is_pushed_up(kata, logits_and_targets):
    logits, targets = logits_and_targets
    right = targets[..., None] == np.arange(logits.shape[-1])
    kata.require(right | (kata.run(NAME, logits, targets) >= 0), "a wrong class has a gradient of at least 0")


@edges
@given(arrays((5,), np.float64), integer_arrays((5,), 0, 2))
@example(counting(5), np.array([1, 0, 0, 1, 1]))
def test_with_two_classes_it_is_that_of_logistic_regression(kata, z, y):
    gradient = kata.run(NAME, np.stack([np.zeros_like(z), z], axis=-1), y)
    p = 0.5 + 0.5 * np.tanh(0.5 * z)
    kata.equal(np.asarray(gradient)[..., 1], (p - y) / 5, "for the logits (0, z) it is (sigmoid(z) - y) / N", scale=1)


@edges
def test_handles_a_vocabulary_of_thousands(kata):
    rng = np.random.default_rng(0)
    logits, targets = rng.normal(0, 3, (2, 3, 2000)).astype(np.float32), rng.integers(0, 2000, (2, 3))
    kata.check(NAME, logits, targets, scale=1)


@edges(targets=["numpy", "torch-cpu"])  # on a GPU an index out of range ends the whole process
@pytest.mark.parametrize(
    ("wrong", "dtype"), [(-1, np.int64), (-3, np.int32), (-100, np.int8), (3, np.int64), (4, np.uint8)]
)
@pytest.mark.parametrize(("batch", "place"), [((), 0), ((4,), 1), ((4,), 3), ((2, 2), 2)], ids=str)
def test_refuses_targets_that_are_no_class(kata, wrong, dtype, batch, place):
    targets = np.array([0, 1, 2, 1], dtype)[: math.prod(batch)].reshape(batch)
    targets.flat[place] = wrong
    kata.check_raises(IndexError, NAME, counting(*batch, 3), targets)


# --------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(NAME, counting(2, 3), np.array([2, 1]))
