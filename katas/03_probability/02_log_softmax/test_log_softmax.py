"""Log-softmax and log-sum-exp stay right where exp overflows, underflows or meets zero."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, themes
from dojo.strategies import arrays, axes, dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=25,
    from_scratch=[
        *themes.CATEGORICAL,
        *themes.CROSS_ENTROPY,
        *themes.LOG_SIGMOID,
        *themes.SOFTMAX,
        *("AdaptiveLogSoftmaxWithLoss", "multilabel_soft_margin_loss", "binary_cross_entropy_with_logits"),
    ],
    instead="You need a maximum, exp, a sum and log.",
    # +inf: the page speaks of -inf, and who shifts twice has NaN
    ladder={"x": "real-inf"},
    long="* axis",
)

both = pytest.mark.parametrize("name", ["logsumexp", "log_softmax"])


@st.composite
def plain_slices(draw):
    """Numbers at a height of their own in each row, and one of their axes."""
    x = draw(plain_arrays())
    axis = draw(axes(x.ndim))
    return x + draw(plain_arrays((*x.shape[:-1], 1), magnitude=100.0)), axis


@st.composite
def slices(draw, magnitude=10.0):
    """Arrays whose rows may be at very different heights, and one of their axes."""
    x = draw(arrays(magnitude=magnitude))
    axis = draw(axes(x.ndim))
    if draw(st.booleans()):
        x = x + draw(arrays((*x.shape[:-1], 1), x.dtype, magnitude=100.0, layouts=False))
    return x, axis


def cancels(name, x, axis=-1):
    """What is subtracted in each slice and may cancel: its largest finite magnitude."""
    keepdims = name == "log_softmax"
    return np.max(np.abs(x), axis=axis, keepdims=keepdims, where=np.isfinite(x), initial=0.0).astype(np.float64)


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_logsumexp(kata):
    kata.check_figure("logsumexp", np.array([0.0, 0.0]), gives=0.6931, decimals=4)


def test_worked_example(kata):
    kata.check_figure("log_softmax", np.array([3.0, 1.0, 0.2]), gives=[-0.1791, -2.1791, -2.9791], decimals=4)


@both
@pytest.mark.parametrize("axis", [-1, 0])
def test_works_slice_by_slice_along_the_axis(kata, name, axis):
    x = np.array([[0.0, 1.0, 2.0], [3.0, 0.0, 1.0]])
    kata.check(name, x, axis=axis)


@both
@pytest.mark.parametrize("x", [[[1.0, 2.0], [1000.0, 1001.0]], [[-1000.0, -1001.0], [0.0, 1.0]], [[1e4, -1e4]]])
def test_is_right_where_exp_overflows_or_is_zero(kata, name, x):
    kata.check(name, np.array(x), scale=cancels(name, np.array(x)))


@both
def test_an_entry_of_minus_infinity_adds_nothing(kata, name):
    kata.check(name, np.array([[0.0, -np.inf, 1.0], [-np.inf, -2e4, -2e4]]))


@both
@given(plain_slices())
@example((np.arange(24.0).reshape(2, 3, 4) % 5, 1))
def test_agrees_with_numpy_and_torch(kata, name, x_and_axis):
    x, axis = x_and_axis
    kata.check(name, x, axis=axis, scale=cancels(name, x, axis))


@both
@given(plain_arrays(magnitude=5.0))
def test_works_along_the_last_axis_by_default(kata, name, x):
    kata.check(name, x, scale=cancels(name, x))


@given(plain_slices())
def test_log_softmax_holds_probabilities_that_sum_to_one(kata, x_and_axis):
    x, axis = x_and_axis
    total = np.sum(np.exp(kata.log_softmax(x, axis=axis)), axis=axis)
    kata.equal(total, np.ones_like(total), "the sum of exp(log_softmax(x)) is 1", scale=np.abs(x).max())


@given(plain_slices(), st.integers(-500, 500))
def test_a_shift_moves_logsumexp_by_as_much(kata, x_and_axis, shift):
    x, axis = x_and_axis
    moved, still = kata.logsumexp(x + shift, axis=axis), kata.logsumexp(x, axis=axis)
    scale = np.abs(x).max() + abs(shift)
    kata.equal(moved, still + shift, "logsumexp(x + c) = logsumexp(x) + c", scale=scale)


@given(plain_slices(), st.integers(-500, 500))
def test_log_softmax_is_unchanged_by_a_shift(kata, x_and_axis, shift):
    x, axis = x_and_axis
    moved, still = kata.log_softmax(x + shift, axis=axis), kata.log_softmax(x, axis=axis)
    kata.equal(moved, still, "log_softmax(x + c) = log_softmax(x)", scale=np.abs(x).max() + abs(shift))


def test_is_written_from_scratch(kata):
    def both_functions(solution, x):
        return [solution.logsumexp(x), solution.log_softmax(x)]

    kata.check_from_scratch(both_functions, np.array([[1.0, 2.0, 3.0]]))


# --------------------------------------------------------------------------------------- edges


@edges
@both
@given(slices())
@example((np.array([[1.0, 2.0, 4.0]], np.float32), -1))
@example((np.arange(24.0).reshape(2, 1, 4, 3) % 7, 2))
def test_agrees_in_every_dtype_and_layout(kata, name, x_and_axis):
    x, axis = x_and_axis
    kata.check(name, x, axis=axis, scale=cancels(name, x, axis))


@edges
@both
@given(slices(magnitude=1e4), dtypes())
@example((np.array([[0.0, -25.0], [0.0, -35.0]]), -1), np.float64)
@example((np.array([[89.0, 0.0, -120.0]]), -1), np.float32)
@example((np.array([[1e4, -1e4, 0.0]]), 1), np.float32)
@example((np.array([[1e20, 1e20, -1e20], [3e38, -3e38, 0.0]]), 1), np.float32)
@example((np.array([[1e-25, -1e-25, 0.0]]), 1), np.float32)
def test_is_right_for_numbers_of_any_size(kata, name, x_and_axis, dtype):
    x, axis = x_and_axis
    x = x.astype(dtype)
    kata.check(name, x, axis=axis, scale=cancels(name, x, axis))


@edges
@both
@given(slices(), st.data())
def test_any_entry_may_be_minus_infinity(kata, name, x_and_axis, data):
    x, axis = x_and_axis
    hidden = data.draw(arrays(x.shape, x.dtype, layouts=False)) > 0
    x = np.where(hidden & (np.cumsum(hidden, axis=axis) < x.shape[axis]), -np.inf, x).astype(x.dtype)
    kata.check(name, x, axis=axis, scale=cancels(name, x, axis))


@edges
@both
@pytest.mark.parametrize("low", [-1e10, -1e30, np.finfo(np.float32).min])
def test_takes_any_finite_number_for_more_than_minus_infinity(kata, name, low):
    x = np.array([[low, -np.inf, low, -np.inf]], np.float32)
    kata.check(name, x, scale=cancels(name, x))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("axis", [0, 1])
def test_logsumexp_of_nothing_but_minus_infinity_is_minus_infinity(kata, dtype, axis):
    x = np.array([[-np.inf, 2.0, np.inf], [-np.inf, -np.inf, 0.0], [-np.inf, -np.inf, -np.inf]], dtype)
    kata.check("logsumexp", x, axis=axis)


@edges
@pytest.mark.parametrize("infinite", [-np.inf, np.inf])
def test_a_slice_of_infinities_leaves_the_others_alone(kata, infinite):
    x = np.array([[1000.0, 1001.0], [-1000.0, -1001.0]])
    kata.check("logsumexp", x)
    kata.check("logsumexp", np.concatenate([x, np.full((1, 2), infinite)]))


@edges
@both
def test_does_not_hide_a_nan(kata, name):
    kata.check(name, np.array([[np.nan, 1.0, 2.0], [0.0, 1.0, 2.0]]))


@edges
@given(arrays((2, 5), magnitude=30.0))
def test_logsumexp_may_be_taken_in_parts(kata, x):
    parts = np.stack([kata.logsumexp(x[:, :2], axis=1), kata.logsumexp(x[:, 2:], axis=1)], axis=1)
    law = "the logsumexp of two parts' logsumexp is that of the whole"
    kata.equal(kata.logsumexp(parts, axis=1), kata.logsumexp(x, axis=1), law, scale=np.abs(x).max())


@edges
@both
@pytest.mark.parametrize("shape", [(2, 50_000), (40, 17, 3)])
def test_handles_a_vocabulary_of_fifty_thousand_and_a_batch_of_forty(kata, name, shape):
    x = np.random.default_rng(0).normal(0, 5, size=shape).astype(np.float32)
    kata.check(name, x, scale=cancels(name, x))


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@both
@given(slices())
@example((np.array([[1.0, 2.0, 3.0], [0.0, 0.0, -1.0]]), 0))
@example((np.array([[0.0, -np.inf, 2.0], [1000.0, 2.0, 0.0]]), 1))
def test_gradient_agrees_with_torch(kata, name, x_and_axis):
    x, axis = x_and_axis
    kata.check_gradient(name, x.astype(np.float64), axis=axis)


@pytest.mark.kata(targets="torch-cpu")
@both
def test_stays_on_the_device_of_its_input(kata, name):
    kata.check_device(name, np.array([[1.0, 2.0, 3.0], [-np.inf, 0.0, 1.0]]), axis=1)
