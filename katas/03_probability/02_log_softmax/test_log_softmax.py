"""Log-softmax and log-sum-exp stay exact where exp overflows, underflows or meets zero."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo.strategies import arrays, axes, dtypes

pytestmark = pytest.mark.kata(
    day=5,
    from_scratch=[
        *("log_softmax", "softmax", "logsumexp", "logaddexp", "logaddexp2", "logcumsumexp", "softmin"),
        *("cross_entropy", "nll_loss", "log_sigmoid", "logsigmoid", "softplus", "CrossEntropyLoss", "LogSoftmax"),
    ],
    instead="You need a maximum, exp, a sum and log.",
)

BOTH = pytest.mark.parametrize("name", ["logsumexp", "log_softmax"])


@st.composite
def slices(draw, magnitude=10.0):
    """Arrays whose rows may be at very different heights, and one of their axes."""
    x = draw(arrays(magnitude=magnitude))
    axis = draw(axes(x.ndim))
    if draw(st.booleans()):
        x = x + draw(arrays((*x.shape[:-1], 1), x.dtype, magnitude=100.0, layouts=False))
    return x, axis


def magnitude_of(x):
    """What is added and cancels on the way: the largest finite entry."""
    return np.max(np.abs(x), where=np.isfinite(x), initial=1.0)


def test_worked_figure_of_logsumexp(kata):
    kata.check_figure("logsumexp", np.array([0.0, 0.0]), gives=0.6931, decimals=4)


def test_worked_figure(kata):
    kata.check_figure("log_softmax", np.array([3.0, 1.0, 0.2]), gives=[-0.1791, -2.1791, -2.9791], decimals=4)


@BOTH
@given(slices())
@example((np.array([[0.0, 1.0, 2.0], [3.0, 0.0, 1.0]]), 0))
@example((np.arange(24.0).reshape(2, 3, 4) % 5, 1))
@example((np.array([[1.0, 2.0, 4.0]], np.float32), -1))
def test_agrees_with_numpy_and_torch(kata, name, x_and_axis):
    x, axis = x_and_axis
    kata.check(name, x, axis=axis, scale=magnitude_of(x))


@BOTH
@given(arrays(magnitude=5.0))
def test_works_along_the_last_axis_by_default(kata, name, x):
    kata.check(name, x, scale=magnitude_of(x))


@BOTH
@given(slices(magnitude=1e4), dtypes())
@example((np.array([[1000.0, 1001.0], [0.0, 1.0]]), -1), np.float64)
@example((np.array([[-1000.0, -1001.0], [1000.0, 0.0]]), -1), np.float64)
@example((np.array([[0.0, -25.0]]), -1), np.float64)
@example((np.array([[89.0, 0.0, -120.0]]), -1), np.float32)
@example((np.array([[1e4, -1e4, 0.0]]), 1), np.float32)
def test_is_right_for_numbers_of_any_size(kata, name, x_and_axis, dtype):
    x, axis = x_and_axis
    x = x.astype(dtype)
    kata.check(name, x, axis=axis, scale=magnitude_of(x))


@BOTH
@given(slices(), st.data())
@example((np.array([[1.0, 2.0, 3.0]]), -1), None)
@example((np.array([[-1e30, 3.0, -2e30]]), -1), None)
def test_an_entry_of_minus_infinity_adds_nothing(kata, name, x_and_axis, data):
    x, axis = x_and_axis
    hidden = (x > 2) if data is None else data.draw(arrays(x.shape, x.dtype, layouts=False)) > 0
    x = np.where(hidden & (np.cumsum(hidden, axis=axis) < x.shape[axis]), -np.inf, x).astype(x.dtype)
    kata.check(name, x, axis=axis, scale=magnitude_of(x))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("axis", [0, 1])
def test_logsumexp_of_nothing_but_minus_infinity_is_minus_infinity(kata, dtype, axis):
    x = np.array([[-np.inf, 2.0, np.inf], [-np.inf, -np.inf, 0.0], [-np.inf, -np.inf, -np.inf]], dtype)
    kata.check("logsumexp", x, axis=axis)


@pytest.mark.parametrize("infinite", [-np.inf, np.inf])
def test_a_slice_of_infinities_leaves_the_others_alone(kata, infinite):
    x = np.array([[1000.0, 1001.0], [-1000.0, -1001.0]])
    kata.check("logsumexp", x)
    kata.check("logsumexp", np.concatenate([x, np.full((1, 2), infinite)]))


@BOTH
def test_does_not_hide_a_nan(kata, name):
    kata.check(name, np.array([[np.nan, 1.0, 2.0], [0.0, 1.0, 2.0]]))


@given(slices(), st.integers(-500, 500))
def test_a_shift_moves_logsumexp_and_not_log_softmax(kata, x_and_axis, shift):
    x, axis = x_and_axis
    moved, scale = x + x.dtype.type(shift), np.abs(x).max() + abs(shift)
    kata.equal(
        kata.logsumexp(moved, axis=axis),
        kata.logsumexp(x, axis=axis) + x.dtype.type(shift),
        "logsumexp(x + c) = logsumexp(x) + c",
        scale=scale,
    )
    kata.equal(
        kata.log_softmax(moved, axis=axis),
        kata.log_softmax(x, axis=axis),
        "log_softmax(x + c) is the same",
        scale=scale,
    )


@given(slices())
def test_log_softmax_holds_probabilities_that_sum_to_one(kata, x_and_axis):
    x, axis = x_and_axis
    total = np.sum(np.exp(kata.log_softmax(x, axis=axis)), axis=axis)
    kata.equal(total, np.ones_like(total), "exp of it sums to 1", scale=np.abs(x).max())


@given(arrays((2, 5), magnitude=30.0))
def test_logsumexp_may_be_taken_in_parts(kata, x):
    parts = np.stack([kata.logsumexp(x[:, :2], axis=1), kata.logsumexp(x[:, 2:], axis=1)], axis=1)
    kata.equal(
        kata.logsumexp(parts, axis=1),
        kata.logsumexp(x, axis=1),
        "the whole is that of its parts",
        scale=np.abs(x).max(),
    )


@BOTH
def test_handles_a_vocabulary_of_fifty_thousand(kata, name):
    x = np.random.default_rng(0).normal(0, 5, size=(2, 50_000)).astype(np.float32)
    kata.check(name, x, scale=magnitude_of(x))


@pytest.mark.kata(targets="torch")
@BOTH
@given(slices())
@example((np.array([[1.0, 2.0, 3.0], [0.0, 0.0, -1.0]]), 0))
def test_gradient_agrees_with_torch(kata, name, x_and_axis):
    x, axis = x_and_axis
    kata.check_gradient(name, x.astype(np.float64), axis=axis)


@pytest.mark.kata(targets="torch-cpu")
@BOTH
def test_stays_on_the_device_of_its_input(kata, name):
    kata.check_device(name, np.array([[1.0, 2.0, 3.0], [-np.inf, 0.0, 1.0]]), axis=1)


def test_is_written_from_scratch(kata):
    def both(solution, x):
        return [solution.logsumexp(x), solution.log_softmax(x)]

    kata.check_from_scratch(both, np.array([[1.0, 2.0, 3.0]]))
