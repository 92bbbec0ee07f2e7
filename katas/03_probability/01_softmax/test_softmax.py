"""Softmax turns logits into a distribution along one axis."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, axes, dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=20,
    from_scratch=[*themes.SOFTMAX, "sigmoid", "expit", "Softmax2d", "scaled_dot_product_attention"],
    instead="You need exp, a maximum, a sum and a division.",
    # by way of the logarithm: log 2 is lost beside 1e20
    ladder={"logits": "real-large-huge"},
    long="* axis",
)


@st.composite
def plain_logits_and_axes(draw):
    """Logits at a height of their own in each row, and one of their axes."""
    logits = draw(plain_arrays())
    axis = draw(axes(logits.ndim))
    return logits + draw(plain_arrays((*logits.shape[:-1], 1), magnitude=100.0)), axis


@st.composite
def logits_and_axes(draw, magnitude=10.0):
    """Logits with batches, rows of very different magnitude and ties, and one of their axes."""
    logits = draw(arrays(magnitude=magnitude))
    axis = draw(axes(logits.ndim))
    if draw(st.booleans()):  # each row at a height of its own
        heights = draw(arrays((*logits.shape[:-1], 1), logits.dtype, magnitude=100.0, layouts=False))
        logits = logits + heights
    return logits, axis


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure("softmax", np.array([3.0, 1.0, 0.2]), gives=[0.836, 0.113, 0.051], decimals=3)


@pytest.mark.parametrize("axis", [-1, 0])
def test_each_slice_along_the_axis_is_a_distribution(kata, axis):
    kata.check("softmax", np.array([[0.0, 1.0, 2.0], [3.0, 0.0, 1.0]]), axis=axis)


@pytest.mark.parametrize(
    "logits",
    [[[1.0, 2.0], [1000.0, 1001.0]], [[-1e4, -1e4], [1e4, 1e4]], [[1e4, -1e4]], [[1e3, 1e3, 0.0]]],
    ids=["high", "low and high", "far apart", "two high"],
)
def test_large_logits_do_not_overflow(kata, logits):
    kata.check("softmax", np.array(logits))


def test_minus_infinity_gets_probability_zero(kata):
    kata.check("softmax", np.array([[0.0, -np.inf, 1.0], [-np.inf, -2e4, -2e4]]))


@given(plain_logits_and_axes())
@example((np.arange(24.0).reshape(2, 3, 4) % 5, 1))
def test_agrees_with_numpy_and_torch(kata, logits_and_axis):
    logits, axis = logits_and_axis
    kata.check("softmax", logits, axis=axis)


@given(plain_logits_and_axes())
def test_sums_to_one_along_the_axis(kata, logits_and_axis):
    logits, axis = logits_and_axis
    total = np.sum(kata.softmax(logits, axis=axis), axis=axis)
    kata.equal(total, np.ones_like(total), f"the sum along axis {axis} is 1")


@given(plain_logits_and_axes(), st.integers(-50, 50))
def test_is_unchanged_by_a_shift(kata, logits_and_axis, shift):
    logits, axis = logits_and_axis
    scale = np.abs(logits).max() + abs(shift)
    moved = kata.softmax(logits + shift, axis=axis)
    kata.equal(moved, kata.softmax(logits, axis=axis), "softmax(x + c) = softmax(x)", scale=scale)


test_is_written_from_scratch = from_scratch("softmax", np.array([[1.0, 2.0, 3.0]]))


# --------------------------------------------------------------------------------------- edges


@edges
@given(logits_and_axes())
@example((np.array([1.0, 2.0, 3.0], np.float32), -1))
def test_agrees_in_every_dtype_and_layout(kata, logits_and_axis):
    logits, axis = logits_and_axis
    kata.check("softmax", logits, axis=axis)


@edges
@given(logits_and_axes(magnitude=1e4), dtypes())
@example((np.array([[89.0, 0.0]]), -1), np.float32)
@example((np.array([[-600.0, -600.0]]), -1), np.float64)
@example((np.array([[4e3, 3e3, 3e3, 2e3]]), -1), np.float64)
@example((np.array([[60.0, 55.0]]), -1), np.float64)
def test_is_finite_for_logits_of_any_size(kata, logits_and_axis, dtype):
    logits, axis = logits_and_axis
    kata.check("softmax", logits.astype(dtype), axis=axis)


@edges
@given(logits_and_axes(), st.data())
def test_gives_probability_zero_where_a_logit_is_minus_infinity(kata, logits_and_axis, data):
    logits, axis = logits_and_axis
    hidden = data.draw(arrays(logits.shape, logits.dtype, layouts=False)) > 0
    logits = np.where(hidden & (np.cumsum(hidden, axis=axis) < logits.shape[axis]), -np.inf, logits)
    kata.check("softmax", logits.astype(logits.dtype), axis=axis)


@edges
@pytest.mark.parametrize("low", [-2e4, -1e10, np.finfo(np.float32).min])
def test_takes_any_finite_logit_for_more_than_minus_infinity(kata, low):
    kata.check("softmax", np.array([[low, -np.inf, low, -np.inf]], np.float32))


@edges
def test_does_not_hide_a_nan(kata):
    kata.check("softmax", np.array([[1.0, np.nan, 2.0], [1.0, 3.0, 2.0]]))


@edges
@given(logits_and_axes(), dtypes())
def test_keeps_the_order_of_the_logits(kata, logits_and_axis, dtype):
    logits, axis = logits_and_axis
    ranked = np.sort(logits.astype(dtype), axis=axis)
    kata.require(np.diff(kata.softmax(ranked, axis=axis), axis=axis) >= 0, "a larger logit never gets less")


@edges
def test_handles_a_vocabulary_of_fifty_thousand(kata):
    kata.check("softmax", np.random.default_rng(0).normal(0, 5, size=(2, 50_000)).astype(np.float32))


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(logits_and_axes())
@example((np.array([[0.0, 1.0, 2.0], [3.0, 0.0, 1.0]]), -1))
@example((np.array([[0.0, -np.inf, 2.0], [1e4, 0.0, -1e4]]), -1))
def test_gradient_agrees_with_torch(kata, logits_and_axis):
    logits, axis = logits_and_axis
    kata.check_gradient("softmax", logits.astype(np.float64), axis=axis)


test_stays_on_the_device_of_its_input = on_its_device("softmax", np.array([[1.0, 2.0, 3.0], [3.0, 0.0, 1.0]]), axis=0)
