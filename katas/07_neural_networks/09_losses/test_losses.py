"""Losses turn errors into one number: squares, Huber's mixture of squares and lines, and cross-entropy from logits."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, themes
from dojo.strategies import arrays, dtypes, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=50,
    from_scratch=[
        *themes.LOG_SIGMOID,
        *("mse_loss", "MSELoss", "mean_squared_error", "l1_loss", "huber", "huber_loss", "HuberLoss"),
        *("pseudo_huber", "smooth_l1_loss", "SmoothL1Loss", "binary_cross_entropy"),
        *("binary_cross_entropy_with_logits", "multilabel_soft_margin_loss", "BCELoss", "BCEWithLogitsLoss"),
        *("soft_margin_loss", "log_loss"),
    ],
    instead="You need squares, a choice between two arrays, and log1p and exp, or logaddexp.",
    ladder={
        "pred": "finite",
        "target": "finite",
        "logits": "finite",
        "targets": "fixed",
        "delta": "positive",
    },
    long="*",
)

PRED, TARGET = np.array([1.0, 2.0, 5.0]), np.array([1.0, 4.0, 2.0])
LOGITS, YES = np.array([2.0, -1.0]), np.array([1.0, 1.0])
TABLE, OTHER = np.array([[0.5, -2.0, 3.0], [1.0, 0.0, -1.5]]), np.array([[1.25, 2.0, 0.5], [1.0, 0.25, 0.0]])
SCORES, SHARES = np.array([[1.5, -0.5, 3.0], [-2.0, 0.25, 0.0]]), np.array([[1.0, 0.0, 0.7], [0.0, 0.25, 1.0]])
BCE = "binary_cross_entropy_with_logits"
LOSSES = ["mse", BCE, "huber"]
reductions = st.sampled_from(["mean", "sum", "none"])
deltas = st.sampled_from([1.0, 0.5, 2.0, 3.25])


@st.composite
def pairs(draw, array=plain_arrays, shape=None):
    """Two arrays of one shape and dtype."""
    one = draw(array() if shape is None else array(shape))
    return one, draw(array(one.shape)).astype(one.dtype)


@st.composite
def logits_and_targets(draw, array=plain_arrays, magnitude=10.0, shape=None):
    """Logits, and targets from 0 to 1, both ends among them."""
    logits = draw(array(shape, magnitude=magnitude))
    return logits, np.clip(np.abs(draw(array(logits.shape, magnitude=1.5))), 0, 1).astype(logits.dtype)


def lost(*given):
    """What is added and cancels."""
    return max(1.0, *(float(np.abs(array).max(initial=0.0)) for array in given))


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_the_squared_error(kata):
    kata.check_figure("mse", PRED, TARGET, gives=4.3333, decimals=4)


@pytest.mark.parametrize(("delta", "gives"), [(1.0, 1.3333), (2.0, 2.0)])
def test_worked_example_of_huber(kata, delta, gives):
    kata.check_figure("huber", PRED, TARGET, delta, gives=gives, decimals=4)


def test_worked_example_of_binary_cross_entropy(kata):
    kata.check_figure(BCE, LOGITS, YES, gives=0.7201, decimals=4)


@pytest.mark.parametrize("reduction", ["none", "sum", "mean"])
def test_each_loss_has_three_reductions(kata, reduction):
    kata.check("mse", TABLE, OTHER, reduction=reduction)
    kata.check("huber", TABLE, OTHER, reduction=reduction)
    kata.check(BCE, SCORES, SHARES, reduction=reduction, scale=3.0)


@pytest.mark.parametrize("logit", [1000.0, -1000.0])
def test_large_logits_do_not_overflow(kata, logit):
    kata.check(BCE, np.array([logit, logit, logit, 1.0]), np.array([0.0, 1.0, 0.25, 0.0]), "none", scale=1000.0)


@given(pairs(), reductions)
def test_the_squared_error_agrees_with_numpy_and_torch(kata, pair, reduction):
    kata.check("mse", *pair, reduction=reduction, scale=lost(*pair))


@given(logits_and_targets(), reductions)
def test_binary_cross_entropy_agrees_with_numpy_and_torch(kata, pair, reduction):
    kata.check(BCE, *pair, reduction=reduction, scale=lost(*pair))


@given(pairs(), deltas, reductions)
@example((TABLE, OTHER), 0.5, "none")
@example((TABLE, OTHER), 2.0, "none")
def test_huber_agrees_with_numpy_and_torch(kata, pair, delta, reduction):
    kata.check("huber", *pair, delta=delta, reduction=reduction, scale=lost(*pair))


def test_huber_has_a_delta_of_one(kata):
    kata.check("huber", TABLE, OTHER)


@given(pairs(), deltas)
def test_huber_lies_below_half_the_square_and_below_the_line(kata, pair, delta):
    found = kata.huber(*pair, delta=delta, reduction="none")
    distance = np.abs(pair[0] - pair[1])
    least = np.minimum(distance**2 / 2, delta * distance)
    kata.require(found <= least * (1 + 1e-12), "huber is at most d²/2, and at most delta |d|")


@given(logits_and_targets())
def test_the_opposite_logit_has_the_opposite_target(kata, pair):
    logits, targets = pair
    mirrored = kata.run(BCE, -logits, 1 - targets)
    kata.equal(mirrored, kata.run(BCE, logits, targets), "bce(-x, 1 - t) = bce(x, t)", scale=lost(logits))


test_is_written_from_scratch = from_scratch(("mse", PRED, TARGET), ("huber", PRED, TARGET), (BCE, LOGITS, YES))


# --------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("shape", [(3, 1), (1, 3), (1,), (), (4,), (2, 3)], ids=str)
def test_refuses_shapes_that_differ(kata, name, shape):
    kata.check_raises(ValueError, name, np.full((3,), 0.5), np.full(shape, 0.25), says=[(3,), shape])


@edges
@pytest.mark.parametrize("delta", [0.0, -1.0])
def test_refuses_a_delta_that_is_not_positive(kata, delta):
    kata.check_raises(ValueError, "huber", PRED, TARGET, delta, says=["delta"])


@edges
@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("reduction", ["average", "batchmean"])
def test_refuses_another_reduction(kata, name, reduction):
    kata.check_raises(
        ValueError, name, np.array([0.5, 1.0]), np.array([1.0, 0.0]), reduction=reduction, says=[reduction]
    )


@edges
@given(logits_and_targets(arrays, 1e4), dtypes(), reductions)
@example((np.array([100.0, -100.0, 40.0, -40.0, 0.0]), np.array([0.0, 1.0, 1.0, 0.0, 0.5])), np.float32, "none")
@example((np.array([100.0, -100.0, 40.0, -40.0, 0.0]), np.array([0.0, 1.0, 1.0, 0.0, 0.5])), np.float64, "none")
def test_is_finite_for_logits_of_any_size(kata, pair, dtype, reduction):
    logits, targets = (array.astype(dtype) for array in pair)
    kata.check(BCE, logits, targets, reduction=reduction, scale=lost(logits))


@edges
@given(logits_and_targets(arrays), reductions)
@example((np.float32([[1.0, -2.0]]), np.float32([[0.5, 1.0]])), "mean")
def test_binary_cross_entropy_agrees_in_every_dtype_and_layout(kata, pair, reduction):
    kata.check(BCE, *pair, reduction=reduction, scale=lost(*pair))


@edges
@given(pairs(arrays), deltas, reductions)
@example((np.float32([[1.0, -2.0]]), np.float32([[0.5, 1.0]])), 1.0, "mean")
def test_mse_and_huber_agree_in_every_dtype_and_layout(kata, pair, delta, reduction):
    kata.check("mse", *pair, reduction=reduction, scale=lost(*pair))
    kata.check("huber", *pair, delta=delta, reduction=reduction, scale=lost(*pair))


@edges
@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("reduction", ["sum", "none"])
@pytest.mark.parametrize("shape", [(0,), (2, 0), ()], ids=str)
def test_takes_no_entries_and_no_axes(kata, name, reduction, shape):
    kata.check(name, np.full(shape, 0.5), np.full(shape, 0.25), reduction=reduction)


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(pairs(arrays, shapes()), reductions)
@example((TABLE, OTHER), "none")
def test_the_gradient_of_the_squared_error_agrees_with_torch(kata, pair, reduction):
    kata.check_gradient("mse", *(a.astype(np.float64) for a in pair), reduction=reduction, scale=lost(*pair))


@pytest.mark.kata(targets="torch")
@given(logits_and_targets(arrays), reductions)
@example((np.array([0.0, 1.0, -1.0]), np.array([0.0, 1.0, 0.25])), "none")
@example((np.array([1000.0, -1000.0]), np.array([0.0, 0.5])), "sum")
def test_the_gradient_of_binary_cross_entropy_agrees_with_torch(kata, pair, reduction):
    kata.check_gradient(BCE, *(a.astype(np.float64) for a in pair), reduction=reduction, scale=lost(*pair))


@pytest.mark.kata(targets="torch")
@given(pairs(arrays), deltas, reductions)
@example((np.array([-3.0, -2.0, -1.0, 0.0, 2.0]), np.zeros(5)), 2.0, "none")
def test_the_gradient_of_huber_agrees_with_torch(kata, pair, delta, reduction):
    pair = [a.astype(np.float64) for a in pair]
    kata.check_gradient("huber", *pair, delta=delta, reduction=reduction, scale=lost(*pair))


@pytest.mark.kata(targets="torch-cpu")
@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_stays_on_the_device_of_its_input(kata, name, reduction):
    kata.check_device(name, SCORES, SHARES, reduction=reduction)
