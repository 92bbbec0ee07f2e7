"""Cross-entropy is the surprise at the right class: minus the log of its probability."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, themes
from dojo.strategies import arrays, dtypes, integer_arrays, laid_out, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    uses=["log_softmax"],
    minutes=25,
    from_scratch=[
        *themes.CATEGORICAL,
        *themes.CROSS_ENTROPY,
        *themes.LOG_SIGMOID,
        *themes.SOFTMAX,
        *("sigmoid", "expit", "multi_margin_loss"),
        *("binary_cross_entropy_with_logits", "AdaptiveLogSoftmaxWithLoss"),
    ],
    instead="You need a maximum, exp, a sum, log, and the logit of each target.",
    # a mean of no rows; turned round, a loss may be 2e-22, which others round to 0
    ladder={"logits": "finite-empty-again", "targets": "labels"},
    long="classes *",
)

reductions = pytest.mark.parametrize("reduction", ["none", "mean", "sum"])


@st.composite
def plain_rows(draw):
    """Rows of logits, each at a height of its own, and a class for each row."""
    logits = draw(plain_arrays(shapes(min_dims=2, max_dims=2, min_side=2)))
    targets = draw(integer_arrays(logits.shape[:1], 0, logits.shape[1]))
    return logits + draw(plain_arrays((len(logits), 1), magnitude=100.0)), targets


@st.composite
def logits_and_targets(draw, magnitude=10.0):
    """Logits with batches, rows of very different magnitude and ties, and a class for each row."""
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


def cancels(logits, reduction="mean"):
    """What cancels where a loss is nearly zero: the largest finite logit of its row."""
    rows = np.max(np.abs(logits), axis=-1, where=np.isfinite(logits), initial=0.0).astype(np.float64)
    return rows if reduction == "none" else rows.max() if reduction == "mean" else rows.sum()


# ---------------------------------------------------------------------------------------- core


@pytest.mark.parametrize(
    ("reduction", "figure"), [("none", [0.1791, 2.1791, 2.9791]), ("mean", 1.7791), ("sum", 5.3373)]
)
def test_worked_example(kata, reduction, figure):
    logits, targets = np.array([[3.0, 1.0, 0.2]] * 3), np.array([0, 1, 2])
    kata.check_figure("cross_entropy", logits, targets, reduction=reduction, gives=figure, decimals=4)


@reductions
def test_each_row_has_a_loss_of_its_own(kata, reduction):
    logits, targets = np.array([[0.0, 1.0, 2.0], [3.0, 0.0, 1.0]]), np.array([2, 1])
    kata.check("cross_entropy", logits, targets, reduction=reduction)


def test_takes_the_mean_by_default(kata):
    kata.check("cross_entropy", np.array([[3.0, 1.0, 0.2], [0.0, 1.0, 0.0]]), np.array([0, 0]))


@pytest.mark.parametrize(
    ("logits", "targets"),
    [
        ([[1.0, 2.0], [1000.0, 1001.0]], [0, 1]),
        ([[0.0, 2000.0], [2000.0, 0.0]], [0, 0]),
        ([[-1e4, -1e4], [1e4, 1e4]], [0, 1]),
        ([[0.0, -50.0]], [1]),
    ],
    ids=["large", "very wrong", "equal", "unlikely"],
)
def test_is_finite_for_large_logits(kata, logits, targets):
    kata.check("cross_entropy", np.array(logits), np.array(targets), reduction="none")


@reductions
@given(plain_rows())
@example((np.arange(9.0).reshape(3, 3) ** 2 % 7, np.array([2, 0, 2])))
def test_agrees_with_numpy_and_torch(kata, reduction, rows):
    logits, targets = rows
    kata.check("cross_entropy", logits, targets, reduction=reduction, scale=cancels(logits, reduction))


@given(plain_rows(), st.integers(-50, 50))
def test_is_unchanged_by_a_shift_of_the_logits(kata, rows, shift):
    logits, targets = rows
    moved = kata.cross_entropy(logits + shift, targets, reduction="none")
    still = kata.cross_entropy(logits, targets, reduction="none")
    law = "the loss of x + c is that of x"
    kata.equal(moved, still, law, scale=cancels(logits, "none") + abs(shift))


@given(plain_arrays(st.integers(2, 5), magnitude=5.0))
def test_its_probabilities_over_all_targets_sum_to_one(kata, row):
    logits = np.tile(row, (row.size, 1))
    losses = kata.cross_entropy(logits, np.arange(row.size), reduction="none")
    kata.equal(np.exp(-losses).sum(), np.ones(()), "the sum of exp(-loss) is 1", scale=cancels(row))


def test_equal_logits_cost_the_log_of_the_number_of_classes(kata):
    loss = kata.cross_entropy(np.full((2, 8), 3.0), np.array([0, 7]), reduction="none")
    kata.equal(loss, np.full(2, np.log(8)), "the loss is log C where all logits are equal", scale=3)


def test_is_written_from_scratch(kata):
    def each_reduction(solution, logits, targets):
        return [solution.cross_entropy(logits, targets, reduction) for reduction in ("none", "mean", "sum")]

    kata.check_from_scratch(each_reduction, np.array([[1.0, 2.0, 3.0]]), np.array([1]))


# --------------------------------------------------------------------------------------- edges


@edges
def test_worked_example_of_a_single_row(kata):
    kata.check_figure("cross_entropy", np.array([3.0, 1.0, 0.2]), np.array(0), gives=0.1791, decimals=4)


@edges
@reductions
@given(logits_and_targets())
@example((np.arange(24.0).reshape(2, 3, 4) % 5, np.array([[0, 1, 2], [3, 2, 1]])))
@example((np.arange(27.0).reshape(3, 3, 3) % 7, np.array([[0, 1, 2], [2, 2, 1], [1, 0, 0]])))
@example((np.arange(12.0).reshape(1, 2, 2, 3) % 7, np.array([[[0, 1], [2, 2]]])))
def test_agrees_in_batches_of_every_dtype_and_layout(kata, reduction, logits_and_targets):
    logits, targets = logits_and_targets
    kata.check("cross_entropy", logits, targets, reduction=reduction, scale=cancels(logits, reduction))


@edges
@given(logits_and_targets(magnitude=1e4), dtypes())
@example((np.array([[89.0, 0.0]]), np.array([0])), np.float32)
@example((np.array([[0.0, 200.0]]), np.array([1])), np.float32)
@example((np.array([[0.0, 200.0]]), np.array([0])), np.float32)
@example((np.array([[1e30, 0.0]]), np.array([1])), np.float32)
@example((np.array([[1e-25, 0.0], [1e20, 1e20]]), np.array([1, 0])), np.float32)
@example((np.array([[1e4, -1e4, 0.0]]), np.array([1])), np.float64)
def test_is_finite_for_finite_logits_of_any_size(kata, logits_and_targets, dtype):
    logits, targets = logits_and_targets
    kata.check("cross_entropy", logits.astype(dtype), targets, reduction="none", scale=cancels(logits, "none"))


@edges
@given(masked_logits_and_targets(), st.sampled_from(["none", "mean", "sum"]))
@example((np.array([[0.0, -np.inf, 2.0]]), np.array([0])), "none")
@example((np.array([[0.0, -np.inf, 2.0]]), np.array([1])), "none")
@example((np.array([[0.0, -np.inf, 2.0], [0.0, 1.0, 2.0]]), np.array([1, 0])), "mean")
@example((np.array([[0.0, -np.inf, 2.0], [0.0, 1.0, 2.0]]), np.array([1, 0])), "sum")
def test_counts_a_logit_of_minus_infinity_as_probability_zero(kata, logits_and_targets, reduction):
    logits, targets = logits_and_targets
    kata.check("cross_entropy", logits, targets, reduction=reduction, scale=cancels(logits, reduction))


@edges
@pytest.mark.parametrize("dtype", ["int8", "int32"])
def test_takes_targets_of_any_integer_type(kata, dtype):
    logits = np.arange(300.0).reshape(3, 100) % 7
    kata.check("cross_entropy", logits, np.array([5, 64, 99], dtype), reduction="none")


@edges
def test_handles_a_vocabulary_of_fifty_thousand(kata):
    """What a language model costs before it is trained: log 50 000 = 10.82."""
    logits, targets = np.full((2, 50_000), 3.0, np.float32), np.array([0, 49_999])
    kata.check("cross_entropy", logits, targets, reduction="none")


@edges
@reductions
def test_handles_a_batch_of_sixteen_sequences_of_forty(kata, reduction):
    logits = np.random.default_rng(0).normal(0, 3, (16, 40, 7))
    kata.check("cross_entropy", logits, np.arange(640).reshape(16, 40) % 7, reduction=reduction)


@edges(targets=["numpy", "torch-cpu"])  # a wrong index on a GPU ends the whole process
@pytest.mark.parametrize("wrong", [-1, -3, -100, 3, 4])
@given(st.sampled_from([(), (4,), (2, 2)]), st.integers(0, 3), st.sampled_from(["none", "mean", "sum"]))
@example((4,), 1, "mean")
@example((4,), 2, "none")
@example((2, 2), 3, "sum")
@example((), 0, "mean")
def test_refuses_targets_that_are_no_class(kata, wrong, batch, place, reduction):
    targets = np.array([0, 1, 2, 1])[: math.prod(batch)].reshape(batch)
    targets.flat[place % targets.size] = wrong
    logits = np.arange(3.0) + np.zeros((*batch, 3))
    kata.check_raises(IndexError, "cross_entropy", logits, targets, reduction=reduction, says=[wrong])


@edges
@pytest.mark.parametrize("batch", [(2,), ()])
@pytest.mark.parametrize("reduction", ["average", "batchmean", "Mean", "", None])
def test_refuses_an_unknown_reduction(kata, reduction, batch):
    logits, targets = np.zeros((*batch, 3)) + np.array([3.0, 0.0, 1.0]), np.ones(batch, np.int64)
    kata.check_raises(ValueError, "cross_entropy", logits, targets, reduction=reduction, says=[reduction])


# --------------------------------------------------------------------------------------- torch


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
