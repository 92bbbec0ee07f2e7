"""Entropy measures uncertainty in nats, also where a probability is zero."""

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, axes, dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=20,
    from_scratch=[*themes.CATEGORICAL, *themes.ENTROPY, "cross_entropy", "differential_entropy", "CrossEntropyLoss"],
    instead="You need log, a product and a sum.",
    ladder={"p": "distribution"},
    long="axis *",
)


@st.composite
def plain_distributions(draw):
    """Distributions along one of the axes, none of their probabilities zero, and that axis."""
    weights = np.abs(draw(plain_arrays(exclude_zero=True)))
    axis = draw(axes(weights.ndim))
    return weights / weights.sum(axis=axis, keepdims=True), axis


@st.composite
def distributions(draw, zeros=True):
    """Distributions along one of the axes, some with probabilities of zero, and that axis."""
    weights = np.abs(draw(arrays(exclude_zero=not zeros, layouts=False)))
    axis = draw(axes(weights.ndim))
    total = weights.sum(axis=axis, keepdims=True)
    even = np.full_like(weights, 1 / weights.shape[axis])
    return np.where(total > 0, weights / np.where(total > 0, total, 1), even).astype(weights.dtype), axis


def first_of(p_and_axis):
    """The first distribution of many."""
    p, axis = p_and_axis
    return np.moveaxis(p, axis, -1).reshape(-1, p.shape[axis])[0]


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    exp = np.exp([1.0, 2.0, 0.5])
    kata.check_figure("entropy", exp / exp.sum(), gives=0.9060, decimals=4)


def test_a_fair_coin_has_log_two_and_a_certain_one_nothing(kata):
    kata.check_figure("entropy", np.array([[0.5, 0.5], [1.0, 0.0], [0.0, 1.0]]), gives=[0.6931, 0.0, 0.0], decimals=4)


@pytest.mark.parametrize("axis", [-1, 0])
def test_each_slice_along_the_axis_has_an_entropy(kata, axis):
    weights = np.array([[2.0, 1.0, 1.0], [6.0, 1.0, 3.0]])
    kata.check("entropy", weights / weights.sum(axis=axis, keepdims=True), axis=axis)


@pytest.mark.parametrize("tiny", [0.0, 1e-6, 1e-12])
def test_counts_a_small_probability_for_what_it_is(kata, tiny):
    kata.check("entropy", np.array([[1.0 - tiny, tiny], [0.5, 0.5 - tiny]]))


@given(plain_distributions())
@example((np.array([[[0.5, 0.25], [0.25, 0.5], [0.25, 0.25]]]), 1))
def test_agrees_with_numpy_and_torch(kata, p_and_axis):
    p, axis = p_and_axis
    kata.check("entropy", p, axis=axis)


@given(plain_distributions())
def test_lies_between_zero_and_the_logarithm_of_the_number_of_outcomes(kata, p_and_axis):
    p, axis = p_and_axis
    even = kata.entropy(np.full_like(p, 1 / p.shape[axis]), axis=axis)
    kata.equal(even, np.full_like(even, np.log(p.shape[axis])), "H of K equal probabilities is log K", scale=1)
    entropy = kata.entropy(p, axis=axis)
    kata.equal(np.clip(entropy, 0, even), entropy, "0 <= H <= log K", scale=1)


@given(plain_distributions(), st.integers(1, 3))
def test_outcomes_that_never_happen_change_nothing(kata, p_and_axis, more):
    p, axis = p_and_axis
    p = np.moveaxis(p, axis, -1)
    longer = np.concatenate([p, np.zeros((*p.shape[:-1], more))], axis=-1)
    kata.equal(kata.entropy(longer), kata.entropy(p), "more outcomes of probability 0 leave H as it is", scale=1)


@given(plain_distributions(), plain_distributions())
def test_adds_up_over_independent_variables(kata, first, second):
    p, q = first_of(first), first_of(second)
    both = kata.entropy(np.outer(p, q).ravel())
    kata.equal(both, kata.entropy(p) + kata.entropy(q), "H of independent variables is the sum of both", scale=1)


test_is_written_from_scratch = from_scratch("entropy", np.array([[0.5, 0.25, 0.25]]))


# --------------------------------------------------------------------------------------- edges


@edges
@given(distributions())
@example((np.array([[0.25, 0.75], [0.0, 1.0]], np.float32), -1))
@example((np.array([[[0.5, 0.0], [0.25, 1.0], [0.25, 0.0]]]), 1))
@example((np.full((2, 1, 3, 2), 0.5), -1))
def test_agrees_in_every_dtype_and_layout(kata, p_and_axis):
    p, axis = p_and_axis
    kata.check("entropy", p, axis=axis)


@edges
@given(distributions())
def test_works_along_the_last_axis_by_default(kata, p_and_axis):
    p, axis = p_and_axis
    kata.check("entropy", np.moveaxis(p, axis, -1))


@edges
@pytest.mark.parametrize("tiny", [1e-12, 1e-30, 1e-37])
@given(dtypes())
def test_counts_a_tiny_probability_for_what_it_is(kata, tiny, dtype):
    kata.check("entropy", np.array([[1.0, tiny, 0.0], [0.5, 0.5, tiny]], dtype))


@edges
@pytest.mark.parametrize("peak", [1.0, 1.25e7])
def test_handles_a_vocabulary_of_fifty_thousand(kata, peak):
    weights = np.random.default_rng(0).random(50_000)
    weights[7] = peak  # the larger one leaves all others together a probability of 0.002
    kata.check("entropy", (weights / weights.sum()).astype(np.float32))


@edges
@pytest.mark.parametrize("tiny", [1e-14, 1e-16])
def test_many_tiny_probabilities_count_together(kata, tiny):
    p = np.full(50_000, tiny)
    p[7] = 1 - 49_999 * tiny  # rounding it moves so small a sum by more than a millionth
    kata.check("entropy", p)


@edges
def test_handles_a_batch_of_sixteen_times_forty(kata):
    weights = np.random.default_rng(0).random((16, 40, 3))
    kata.check("entropy", weights / weights.sum(axis=1, keepdims=True), axis=1)


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(distributions(zeros=False))
def test_gradient_agrees_with_torch(kata, p_and_axis):
    p, axis = p_and_axis
    assume(p.shape[axis] > 1)  # where H is 0, a solution that holds it at 0 or above may have another slope
    kata.check_gradient("entropy", p.astype(np.float64), axis=axis)


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("tiny", [1e-12, 1e-30])
def test_gradient_of_a_tiny_probability_agrees_with_torch(kata, tiny):
    kata.check_gradient("entropy", np.array([[0.5, 0.5, tiny], [tiny, 0.25, 0.75]]))


def entropy_of_softmax(solution, logits):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))
    return solution.entropy(weights / xp.sum(weights, axis=-1, keepdims=True))


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("low", [-np.inf, -2000.0], ids=["masked", "underflow"])
def test_gradient_for_the_logits_is_finite_where_a_probability_is_zero(kata, low):
    logits = np.array([[1.0, low, 2.0, 0.5], [low, 0.0, 3.0, low]])
    kata.check(entropy_of_softmax, logits)
    kata.check_gradient(entropy_of_softmax, logits)


test_stays_on_the_device_of_its_input = on_its_device("entropy", np.array([[0.5, 0.5, 0.0], [0.25, 0.25, 0.5]]), axis=1)
