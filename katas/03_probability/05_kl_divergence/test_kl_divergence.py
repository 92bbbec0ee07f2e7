"""KL divergence is never negative, not symmetric, and infinite where a model rules out what happens."""

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, axes, dtypes, normalised, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=20,
    from_scratch=[
        *themes.CATEGORICAL,
        *themes.ENTROPY,
        *("cross_entropy", "CrossEntropyLoss", "jensenshannon", "mutual_info_score"),
    ],
    instead="You need log, a product and a sum.",
    ladder={"p": "distribution", "q": "distribution"},
    long="axis *",
)


@st.composite
def plain_pairs(draw):
    """Two distributions along one of the axes, with no probability of zero, and that axis."""
    weights = np.abs(draw(plain_arrays(exclude_zero=True)))
    others = np.abs(draw(plain_arrays(weights.shape, exclude_zero=True)))
    axis = draw(axes(weights.ndim))
    return normalised(weights, axis), normalised(others, axis), axis


@st.composite
def pairs(draw, zeros=True):
    """Two distributions along one of the axes, some with probabilities of zero, and that axis."""
    weights = np.abs(draw(arrays(exclude_zero=not zeros, layouts=False)))
    others = np.abs(draw(arrays(weights.shape, weights.dtype, exclude_zero=not zeros, layouts=False)))
    axis = draw(axes(weights.ndim))
    return normalised(weights, axis), normalised(others, axis), axis


def first_of(pair):
    """The first two distributions of many."""
    p, q, axis = pair
    return [np.moveaxis(d, axis, -1).reshape(-1, d.shape[axis])[0] for d in (p, q)]


def softmax(*logits):
    return np.exp(logits) / np.exp(logits).sum()


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure("kl_divergence", softmax(2, 1.5, 0.5), softmax(1.8, 1.6, 0.8), gives=0.0178, decimals=4)


@pytest.mark.parametrize("axis", [-1, 0])
def test_each_slice_along_the_axis_has_a_divergence(kata, axis):
    p, q = np.array([[2.0, 1.0, 1.0], [6.0, 1.0, 3.0]]), np.array([[1.0, 1.0, 2.0], [2.0, 3.0, 3.0]])
    kata.check("kl_divergence", normalised(p, axis), normalised(q, axis), axis=axis)


def test_is_infinite_where_the_model_rules_out_what_happens(kata):
    p, q = np.array([[0.5, 0.5], [0.25, 0.75], [0.75, 0.25]]), np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
    kata.check("kl_divergence", p, q)


def test_counts_a_small_probability_for_what_it_is(kata):
    p, q = np.array([[1.0, 1e-12], [0.5, 0.5]]), np.array([[0.5, 0.5], [1.0, 1e-12]])
    kata.check("kl_divergence", p, q)


@given(plain_pairs())
@example((np.array([[0.5, 0.75], [0.5, 0.25]]), np.array([[0.25, 0.5], [0.75, 0.5]]), 0))
def test_agrees_with_numpy_and_torch(kata, pair):
    p, q, axis = pair
    kata.check("kl_divergence", p, q, axis=axis)


@given(plain_pairs())
def test_is_zero_for_equal_distributions(kata, pair):
    p, _, axis = pair
    found = kata.kl_divergence(p, p, axis=axis)
    kata.equal(found, np.zeros_like(found), "KL(p || p) = 0", scale=1)


@given(plain_pairs())
def test_is_positive_for_different_distributions(kata, pair):
    p, q = first_of(pair)
    assume(np.abs(p - q).max() > 0.01)
    kata.require(kata.kl_divergence(p, q) > 0, "KL(p || q) > 0 where p and q differ")


@given(plain_pairs())
def test_is_what_cross_entropy_has_more_than_entropy(kata, pair):
    p, q, axis = pair
    cross, entropy = -np.sum(p * np.log(q), axis=axis), -np.sum(p * np.log(p), axis=axis)
    kata.equal(kata.kl_divergence(p, q, axis=axis) + entropy, cross, "H(p) + KL(p || q) = H(p, q)", scale=cross + 1)


@given(plain_pairs(), plain_pairs())
def test_adds_up_over_independent_variables(kata, first, second):
    (p, q), (r, s) = first_of(first), first_of(second)
    both = kata.kl_divergence(np.outer(p, r).ravel(), np.outer(q, s).ravel())
    apart = kata.kl_divergence(p, q) + kata.kl_divergence(r, s)
    kata.equal(both, apart, "KL of independent variables adds up", scale=10)


test_is_written_from_scratch = from_scratch(
    "kl_divergence", np.array([[0.5, 0.25, 0.25]]), np.array([[0.25, 0.25, 0.5]])
)


# --------------------------------------------------------------------------------------- edges


@edges
def test_an_outcome_that_never_happens_adds_nothing(kata):
    p = np.array([[0.5, 0.5, 0.0], [0.25, 0.0, 0.75], [0.0, 0.0, 1.0]])
    q = np.array([[0.25, 0.25, 0.5], [0.75, 0.0, 0.25], [0.0, 0.5, 0.5]])
    kata.check("kl_divergence", p, q)


@edges
def test_is_infinite_only_where_what_the_model_rules_out_happens(kata):
    p = np.array([[0.5, 0.5, 0.0], [0.25, 0.0, 0.75], [1.0, 0.0, 0.0]])
    q = np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.5, 0.5, 0.0]])
    kata.check("kl_divergence", p, q)


@edges
@given(pairs())
@example((np.array([[0.5, 0.5, 0.0]], np.float32), np.array([[0.75, 0.25, 0.0]], np.float32), 1))
@example((np.full((2, 1, 3, 2), 0.5), normalised(np.arange(1.0, 13).reshape(2, 1, 3, 2), 3), 3))
def test_agrees_in_every_dtype_and_layout(kata, pair):
    p, q, axis = pair
    kata.check("kl_divergence", p, q, axis=axis)


@edges
@given(pairs())
def test_works_along_the_last_axis_by_default(kata, pair):
    p, q, axis = pair
    kata.check("kl_divergence", np.moveaxis(p, axis, -1), np.moveaxis(q, axis, -1))


@edges
@given(pairs())
@example((np.array([[0.5, 0.5], [0.25, 0.75]]), np.array([[0.25, 0.75], [0.5, 0.5]]), -1))
def test_compares_a_batch_with_one_distribution(kata, pair):
    p, q = (np.atleast_2d(np.moveaxis(d, pair[2], -1)) for d in pair[:2])
    one = q.reshape(-1, q.shape[-1])[0]
    kata.check("kl_divergence", p, one)
    kata.check("kl_divergence", one, q)


@edges
@pytest.mark.parametrize("axis", [1, -2])
def test_counts_the_axis_in_the_two_as_they_broadcast(kata, axis):
    batch = np.array([[[0.5, 0.25], [0.5, 0.75]], [[0.125, 0.875], [0.875, 0.125]], [[0.75, 0.5], [0.25, 0.5]]])
    one = np.array([[0.25, 0.5], [0.75, 0.5]])
    kata.check("kl_divergence", batch, one, axis=axis)
    kata.check("kl_divergence", one, batch[:2], axis=axis)


@edges
def test_is_infinite_in_float32_too(kata):
    p = np.array([[0.5, 0.5, 0.0], [0.25, 0.0, 0.75], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]], np.float32)
    q = np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0], [0.5, 0.5, 0.0]], np.float32)
    kata.check("kl_divergence", p, q)


@edges
@pytest.mark.parametrize("tiny", [1e-12, 1e-30, 1e-37])
@given(dtypes())
def test_counts_a_tiny_probability_for_what_it_is(kata, tiny, dtype):
    p = np.array([[1.0, tiny], [0.5, 0.5], [tiny, 1.0]], dtype)
    q = np.array([[0.5, 0.5], [1.0, tiny], [1.0, tiny]], dtype)
    kata.check("kl_divergence", p, q)


@edges
@pytest.mark.parametrize(("shape", "axis"), [((2, 50_000), 1), ((16, 40, 3), 1)])
def test_handles_a_vocabulary_of_fifty_thousand_and_a_large_batch(kata, shape, axis):
    p, q = (normalised(np.random.default_rng(seed).random(shape), axis).astype(np.float32) for seed in (0, 1))
    kata.check("kl_divergence", p, q, axis=axis)


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(pairs(zeros=False))
def test_gradient_agrees_with_torch(kata, pair):
    p, q, axis = pair
    assume(np.all(np.abs(p - q).max(axis=axis) > 0.01))  # at KL = 0 a solution that holds it at 0 may have no slope
    kata.check_gradient("kl_divergence", p.astype(np.float64), q.astype(np.float64), axis=axis)


def divergence_of_softmaxes(solution, first, second):
    xp, probs = array_namespace(first), []
    for logits in (first, second):
        weights = xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))
        probs.append(weights / xp.sum(weights, axis=-1, keepdims=True))
    return solution.kl_divergence(*probs)


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("low", [-np.inf, -2000.0], ids=["masked", "underflow"])
def test_gradient_for_the_logits_is_finite_where_both_are_zero(kata, low):
    first = np.array([[1.0, low, 2.0, 0.5], [low, 0.0, 3.0, low]])
    second = np.array([[0.0, low, 1.0, 2.0], [low, 1.0, 0.5, low]])
    kata.check(divergence_of_softmaxes, first, second)
    kata.check_gradient(divergence_of_softmaxes, first, second)


test_stays_on_the_device_of_its_input = on_its_device(
    "kl_divergence", np.array([[0.5, 0.5, 0.0]]), np.array([[0.25, 0.25, 0.5]]), axis=1
)
