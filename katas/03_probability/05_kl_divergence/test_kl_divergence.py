"""KL divergence is never negative, not symmetric, and infinite where a model rules out what happens."""

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dojo.strategies import arrays, axes, dtypes

pytestmark = pytest.mark.kata(
    day=5,
    from_scratch=[
        *("entropy", "entr", "xlogy", "xlog1py", "rel_entr", "kl_div", "kl_divergence", "cross_entropy"),
        *("KLDivLoss", "Categorical"),
    ],
    instead="You need log, a product and a sum.",
)


def normalised(weights, axis):
    """Distributions along an axis; equal probabilities where all weights are zero."""
    total = weights.sum(axis=axis, keepdims=True)
    even = np.full_like(weights, 1 / weights.shape[axis])
    return np.where(total > 0, weights / np.where(total > 0, total, 1), even).astype(weights.dtype)


@st.composite
def pairs(draw, zeros=True):
    """Two distributions along one of the axes, some with probabilities of zero, and that axis."""
    weights = np.abs(draw(arrays(exclude_zero=not zeros, layouts=False)))
    others = np.abs(draw(arrays(weights.shape, weights.dtype, exclude_zero=not zeros, layouts=False)))
    axis = draw(axes(weights.ndim))
    return normalised(weights, axis), normalised(others, axis), axis


def softmax(*logits):
    return np.exp(logits) / np.exp(logits).sum()


def test_worked_figure(kata):
    kata.check_figure("kl_divergence", softmax(2, 1.5, 0.5), softmax(1.8, 1.6, 0.8), gives=0.0178, decimals=4)


@given(pairs())
@example((np.array([[0.5, 0.25, 0.25]]), np.array([[0.25, 0.25, 0.5]]), -1))
@example((np.array([[0.5, 0.75], [0.5, 0.25]]), np.array([[0.25, 0.5], [0.75, 0.5]]), 0))
@example((np.array([[0.5, 0.5, 0.0]]), np.array([[0.25, 0.25, 0.5]]), 1))
@example((np.array([[0.5, 0.5, 0.0]], np.float32), np.array([[0.75, 0.25, 0.0]], np.float32), 1))
def test_agrees_with_numpy_and_torch(kata, case):
    p, q, axis = case
    kata.check("kl_divergence", p, q, axis=axis, scale=1)


@given(pairs())
def test_works_along_the_last_axis_by_default(kata, case):
    p, q, axis = case
    kata.check("kl_divergence", np.moveaxis(p, axis, -1), np.moveaxis(q, axis, -1), scale=1)


@given(pairs())
@example((np.array([[0.5, 0.5], [0.25, 0.75]]), np.array([[0.25, 0.75], [0.5, 0.5]]), -1))
def test_compares_a_batch_with_one_distribution(kata, case):
    p, q = (np.atleast_2d(np.moveaxis(d, case[2], -1)) for d in case[:2])
    one = q.reshape(-1, q.shape[-1])[0]
    kata.check("kl_divergence", p, one, scale=1)
    kata.check("kl_divergence", one, q, scale=1)


@pytest.mark.parametrize("axis", [1, -2])
def test_counts_the_axis_in_the_two_as_they_broadcast(kata, axis):
    batch = np.array([[[0.5, 0.25], [0.5, 0.75]], [[0.125, 0.875], [0.875, 0.125]], [[0.75, 0.5], [0.25, 0.5]]])
    one = np.array([[0.25, 0.5], [0.75, 0.5]])
    kata.check("kl_divergence", batch, one, axis=axis, scale=1)
    kata.check("kl_divergence", one, batch[:2], axis=axis, scale=1)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_is_infinite_where_the_model_rules_out_what_happens(kata, dtype):
    p = np.array([[0.5, 0.5, 0.0], [0.25, 0.0, 0.75], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]], dtype)
    q = np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0], [0.5, 0.5, 0.0]], dtype)
    kata.check("kl_divergence", p, q, scale=1)


@pytest.mark.parametrize("tiny", [1e-12, 1e-30])
@given(dtypes())
def test_counts_a_tiny_probability_for_what_it_is(kata, tiny, dtype):
    p, q = (
        np.array([[1.0, tiny], [0.5, 0.5], [tiny, 1.0]], dtype),
        np.array([[0.5, 0.5], [1.0, tiny], [1.0, tiny]], dtype),
    )
    kata.check("kl_divergence", p, q, scale=1)


@given(pairs())
def test_is_zero_for_equal_distributions(kata, case):
    p, _, axis = case
    found = kata.kl_divergence(p, p, axis=axis)
    kata.equal(found, np.zeros_like(found), "KL(p || p) = 0", scale=1)


@given(pairs(zeros=False))
def test_is_positive_for_different_distributions(kata, case):
    p, q = (np.moveaxis(d, case[2], -1).reshape(-1, d.shape[case[2]])[0] for d in case[:2])
    assume(np.abs(p - q).max() > 0.01)
    kata.require(kata.kl_divergence(p, q) > 0, "KL(p || q) > 0 where p and q differ")


@given(pairs(zeros=False))
def test_is_what_cross_entropy_has_more_than_entropy(kata, case):
    p, q, axis = case
    cross, entropy = -np.sum(p * np.log(q), axis=axis), -np.sum(p * np.log(p), axis=axis)
    scale = np.abs(p * np.log(q)).sum(axis=axis) + 1
    kata.equal(kata.kl_divergence(p, q, axis=axis) + entropy, cross, "H(p) + KL(p || q) = H(p, q)", scale=scale)


@given(pairs(zeros=False), pairs(zeros=False))
def test_adds_up_over_independent_variables(kata, first, second):
    (p, q), (r, s) = (
        [normalised(np.moveaxis(d, c[2], -1).reshape(-1, c[0].shape[c[2]])[0].astype(np.float64), 0) for d in c[:2]]
        for c in (first, second)
    )
    both = kata.kl_divergence(np.outer(p, r).ravel(), np.outer(q, s).ravel())
    kata.equal(
        both, kata.kl_divergence(p, q) + kata.kl_divergence(r, s), "KL of independent variables adds up", scale=10
    )


def test_handles_a_vocabulary_of_fifty_thousand(kata):
    p, q = (normalised(np.random.default_rng(seed).random((2, 50_000)), 1).astype(np.float32) for seed in (0, 1))
    kata.check("kl_divergence", p, q, scale=1)


@pytest.mark.kata(targets="torch")
@given(pairs(zeros=False))
def test_gradient_agrees_with_torch(kata, case):
    p, q, axis = case
    assume(np.all(np.abs(p - q).max(axis=axis) > 0.01))  # where KL is 0, who holds it at 0 or above may have no slope
    kata.check_gradient("kl_divergence", p.astype(np.float64), q.astype(np.float64), axis=axis)


@pytest.mark.kata(targets="torch-cpu")
def test_stays_on_the_device_of_its_input(kata):
    kata.check_device("kl_divergence", np.array([[0.5, 0.5, 0.0]]), np.array([[0.25, 0.25, 0.5]]), axis=1)


def test_is_written_from_scratch(kata):
    kata.check_from_scratch("kl_divergence", np.array([[0.5, 0.25, 0.25]]), np.array([[0.25, 0.25, 0.5]]))
