"""Cross-entropy is the surprise at the right class: minus the log of its probability."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo.strategies import arrays, dtypes, integer_arrays, laid_out

pytestmark = pytest.mark.kata(
    day=5,
    fast_track=True,
    from_scratch=[
        *("cross_entropy", "nll_loss", "log_softmax", "softmax", "softmin", "gumbel_softmax"),
        *("logsumexp", "logaddexp", "logcumsumexp", "sigmoid", "logsigmoid"),
        *("CrossEntropyLoss", "NLLLoss", "LogSoftmax", "Softmax", "Softmin", "Categorical", "log_loss"),
        *("cross_entropy_loss", "nll_loss_forward", "nll_loss_nd", "linear_cross_entropy"),
    ],
    instead="You need a maximum, exp, a sum, log, and the logit of each target.",
)

reductions = pytest.mark.parametrize("reduction", ["none", "mean", "sum"])


@st.composite
def logits_and_targets(draw, magnitude=10.0):
    """Logits with rows of very different magnitude and ties, and a class for each row."""
    logits = draw(arrays(magnitude=magnitude))
    targets = draw(integer_arrays(logits.shape[:-1], 0, logits.shape[-1]).flatmap(laid_out))
    if draw(st.booleans()):  # each row at a height of its own
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


def largest(logits):
    """The magnitude that cancels where a loss is nearly zero."""
    return 1.0 + np.max(np.abs(logits), where=np.isfinite(logits), initial=0.0)


@pytest.mark.parametrize(
    ("reduction", "figure"), [("none", [0.1791, 2.1791, 2.9791]), ("mean", 1.7791), ("sum", 5.3373)]
)
def test_worked_figure(kata, reduction, figure):
    logits, targets = np.array([[3.0, 1.0, 0.2]] * 3), np.array([0, 1, 2])
    kata.check_figure("cross_entropy", logits, targets, reduction=reduction, gives=figure, decimals=4)


def test_worked_figure_of_a_single_row(kata):
    kata.check_figure("cross_entropy", np.array([3.0, 1.0, 0.2]), np.array(0), gives=0.1791, decimals=4)


@reductions
@given(logits_and_targets())
@example((np.array([[1.0, 2.0], [1000.0, 1001.0]]), np.array([0, 1])))
@example((np.array([[0.0, 1.0, 2.0], [3.0, 0.0, 1.0]]), np.array([2, 1])))
@example((np.arange(24.0).reshape(2, 3, 4) % 5, np.array([[0, 1, 2], [3, 2, 1]])))
@example((np.arange(27.0).reshape(3, 3, 3) % 7, np.array([[0, 1, 2], [2, 2, 1], [1, 0, 0]])))
@example((np.arange(12.0).reshape(1, 2, 2, 3) % 7, np.array([[[0, 1], [2, 2]]])))
def test_agrees_with_numpy_and_torch(kata, reduction, logits_and_targets):
    logits, targets = logits_and_targets
    kata.check("cross_entropy", logits, targets, reduction=reduction, scale=largest(logits))


@given(logits_and_targets())
@example((np.array([[3.0, 1.0, 0.2], [0.0, 1.0, 0.0]]), np.array([0, 0])))
def test_takes_the_mean_by_default(kata, logits_and_targets):
    logits, targets = logits_and_targets
    kata.check("cross_entropy", logits, targets, scale=largest(logits))


@given(logits_and_targets(magnitude=1e4), dtypes())
@example((np.array([[89.0, 0.0]]), np.array([0])), np.float32)
@example((np.array([[0.0, 200.0]]), np.array([1])), np.float32)
@example((np.array([[0.0, 200.0]]), np.array([0])), np.float32)
@example((np.array([[1e30, 0.0]]), np.array([1])), np.float32)
@example((np.array([[1e4, -1e4, 0.0]]), np.array([1])), np.float64)
@example((np.array([[-1e4, -1e4], [1e4, 1e4]]), np.array([0, 1])), np.float64)
@example((np.array([[0.0, -50.0]]), np.array([1])), np.float64)
def test_is_finite_for_finite_logits_of_any_size(kata, logits_and_targets, dtype):
    logits, targets = logits_and_targets
    kata.check("cross_entropy", logits.astype(dtype), targets, reduction="none", scale=largest(logits))


@given(masked_logits_and_targets(), st.sampled_from(["none", "mean", "sum"]))
@example((np.array([[0.0, -np.inf, 2.0]]), np.array([0])), "none")
@example((np.array([[0.0, -np.inf, 2.0]]), np.array([1])), "none")
@example((np.array([[0.0, -np.inf, 2.0], [0.0, 1.0, 2.0]]), np.array([1, 0])), "mean")
@example((np.array([[0.0, -np.inf, 2.0], [0.0, 1.0, 2.0]]), np.array([1, 0])), "sum")
def test_counts_a_logit_of_minus_infinity_as_probability_zero(kata, logits_and_targets, reduction):
    logits, targets = logits_and_targets
    kata.check("cross_entropy", logits, targets, reduction=reduction, scale=largest(logits))


@given(logits_and_targets(), st.integers(-50, 50))
def test_is_unchanged_by_a_shift_of_the_logits(kata, logits_and_targets, shift):
    logits, targets = logits_and_targets
    moved = kata.cross_entropy(logits + logits.dtype.type(shift), targets, reduction="none")
    still = kata.cross_entropy(logits, targets, reduction="none")
    kata.equal(moved, still, "the loss of x + c is that of x", scale=largest(logits) + abs(shift))


@given(arrays(st.integers(1, 5), magnitude=5.0, layouts=False))
def test_its_probabilities_over_all_targets_sum_to_one(kata, row):
    logits = np.tile(row, (row.size, 1))
    losses = kata.cross_entropy(logits, np.arange(row.size), reduction="none")
    kata.equal(np.exp(-losses).sum(), np.ones((), row.dtype), "the sum of exp(-loss) is 1", scale=largest(row))


def test_equal_logits_cost_the_log_of_the_number_of_classes(kata):
    """What a language model of 50 000 tokens costs before it is trained: 10.82."""
    logits, targets = np.full((2, 50_000), 3.0, np.float32), np.array([0, 49_999])
    loss = kata.cross_entropy(logits, targets, reduction="none")
    kata.equal(loss, np.full(2, np.log(50_000), np.float32), "the loss is log C where all logits are equal")


@pytest.mark.kata(targets="torch")
@reductions
@given(logits_and_targets())
@example((np.array([[0.0, 2000.0], [2000.0, 0.0]]), np.array([0, 0])))
@example((np.array([[0.0, -np.inf, 2.0], [1.0, 2.0, -np.inf]]), np.array([0, 1])))
def test_gradient_agrees_with_torch(kata, reduction, logits_and_targets):
    logits, targets = logits_and_targets
    kata.check_gradient("cross_entropy", logits.astype(np.float64), targets, reduction=reduction)


@pytest.mark.kata(targets="torch-cpu")
@reductions
def test_stays_on_the_device_of_its_input(kata, reduction):
    logits, targets = np.array([[1.0, 2.0, 3.0], [3.0, 0.0, 1.0]]), np.array([2, 1])
    kata.check_device("cross_entropy", logits, targets, reduction=reduction)


@pytest.mark.kata(targets=["numpy", "torch-cpu"])  # on a GPU an index out of range ends the whole process
@pytest.mark.parametrize("wrong", [-1, -3, -100, 3, 4])
@given(st.sampled_from([(), (4,), (2, 2)]), st.integers(0, 3), st.sampled_from(["none", "mean", "sum"]))
@example((4,), 1, "mean")
@example((4,), 2, "none")
@example((2, 2), 3, "sum")
@example((), 0, "mean")
def test_refuses_targets_that_are_no_class(kata, wrong, batch, place, reduction):
    targets = np.array([0, 1, 2, 1])[: math.prod(batch)].reshape(batch)
    targets.flat[place % targets.size] = wrong
    kata.check_raises(IndexError, "cross_entropy", np.arange(3.0) + np.zeros((*batch, 3)), targets, reduction=reduction)


@pytest.mark.parametrize("batch", [(2,), ()])
@pytest.mark.parametrize("reduction", ["average", "batchmean", "Mean", "", None])
def test_refuses_an_unknown_reduction(kata, reduction, batch):
    logits, targets = np.zeros((*batch, 3)) + np.array([3.0, 0.0, 1.0]), np.ones(batch, np.int64)
    kata.check_raises(ValueError, "cross_entropy", logits, targets, reduction=reduction)


def test_is_written_from_scratch(kata):
    def each_reduction(solution, logits, targets):
        return [solution.cross_entropy(logits, targets, reduction) for reduction in ("none", "mean", "sum")]

    kata.check_from_scratch(each_reduction, np.array([[1.0, 2.0, 3.0]]), np.array([1]))
