"""Bayes' rule: a posterior is a prior times a likelihood, normalised, and the posterior is the next prior."""

import numpy as np
import pytest
import scipy.special
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device, themes
from dojo.strategies import arrays, dtypes, normalised, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=30,
    from_scratch=[
        *themes.CATEGORICAL,
        *themes.SOFTMAX,
        *("sigmoid", "expit", "normalize", "BernoulliNB", "CategoricalNB", "GaussianNB"),
        *("MultinomialNB", "ComplementNB"),
    ],
    instead="You need log, a sum, a maximum, exp and a division.",
    ladder={"prior": "distribution", "likelihood": "positive", "likelihoods": "positive"},
    long="observations",
)


@st.composite
def plain_beliefs(draw):
    """A prior and rows of likelihoods, one for each observation; none is zero."""
    rows = np.abs(draw(plain_arrays(shapes(min_dims=2, max_dims=2, min_side=2), exclude_zero=True)))
    return normalised(np.abs(draw(plain_arrays(rows.shape[1:], exclude_zero=True)))), rows


@st.composite
def beliefs(draw, min_observations=0, zeros=True, dtype=None):
    """A prior and rows of likelihoods, in shapes that broadcast; some are zero, but one hypothesis is always left."""
    (*batch, count), dtype = draw(shapes()), draw(dtypes()) if dtype is None else dtype
    observations, left = draw(st.integers(min_observations, 4)), draw(st.integers(0, count - 1))
    shape, rows = draw(st.sampled_from([(batch, batch), ([], batch), (batch, [])])) if observations else (batch, batch)
    prior = np.abs(draw(arrays((*shape, count), dtype, exclude_zero=not zeros)))
    likelihoods = np.abs(draw(arrays((*rows, observations, count), dtype, exclude_zero=not zeros)))
    prior[..., left] += 1
    likelihoods[..., left] += dtype(0.5)
    return normalised(prior), likelihoods


@st.composite
def single_beliefs(draw, **options):
    """A prior and the likelihoods of one observation."""
    prior, likelihoods = draw(beliefs(min_observations=1, **options))
    return prior, likelihoods[..., 0, :]


def rounding(prior, likelihoods):
    """How far each posterior moves with the rounding of its logarithm, which is a sum of many."""
    with np.errstate(divide="ignore"):
        first, rest = np.log(prior.astype(np.float64)), np.log(likelihoods.astype(np.float64))
    size = np.abs(np.where(np.isfinite(first), first, 0)) + np.abs(np.where(np.isfinite(rest), rest, 0)).sum(axis=-2)
    return scipy.special.softmax(first + rest.sum(axis=-2), axis=-1) * (1 + size.max(axis=-1, keepdims=True))


FILTER = (np.array([0.01, 0.99]), np.array([0.9, 0.05]))
PRIORS = np.array([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125]])
ONE = (PRIORS, np.array([[0.5, 1.0, 0.125], [3.0, 0.25, 0.5]]))
THREE = (PRIORS[0], np.array([[0.5, 1.0, 0.25], [2.0, 0.5, 1.0], [0.125, 0.75, 4.0]]))
BATCH = (PRIORS, np.stack([THREE[1], THREE[1][::-1] * np.array([1.0, 0.0, 3.0])]))


def one_after_the_other(solution, prior, likelihoods):
    for i in range(likelihoods.shape[-2]):
        prior = solution.posterior(prior, likelihoods[..., i, :])
    return prior


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure("posterior", *FILTER, gives=[0.1538, 0.8462], decimals=4)


@given(plain_beliefs())
@example((np.array([0.5, 0.25, 0.25]), np.array([[3.0, 0.25, 0.5]])))
def test_posterior_agrees_with_numpy_and_torch(kata, belief):
    prior, likelihoods = belief
    kata.check("posterior", prior, likelihoods[0], scale=rounding(prior, likelihoods[:1]))


def test_a_hypothesis_with_prior_or_likelihood_zero_is_ruled_out(kata):
    kata.check("posterior", np.array([0.25, 0.0, 0.25, 0.5]), np.array([0.5, 1.0, 0.0, 0.125]))


@given(plain_beliefs())
def test_posterior_sums_to_one(kata, belief):
    total = kata.posterior(belief[0], belief[1][0]).sum()
    kata.equal(total, np.ones(()), "the posterior probabilities add up to 1")


@given(plain_beliefs(), st.sampled_from([0.25, 3.0, 100.0]))
def test_only_the_ratios_of_likelihoods_matter(kata, belief, factor):
    prior, likelihood = belief[0], belief[1][0]
    law = "c times the likelihoods give the same posterior"
    kata.equal(kata.posterior(prior, factor * likelihood), kata.posterior(prior, likelihood), law, scale=10)


@given(plain_beliefs())
def test_an_observation_that_all_find_equally_likely_teaches_nothing(kata, belief):
    prior = belief[0]
    same = kata.posterior(prior, np.full(prior.shape, 0.25))
    kata.equal(same, prior, "equal likelihoods leave the prior as it is", scale=1)


@pytest.mark.parametrize(("count", "figure"), [(2, [0.5926, 0.4074]), (1, [0.1538, 0.8462])])
def test_worked_example_of_an_update(kata, count, figure):
    likelihoods = np.array([[0.9, 0.05], [0.8, 0.1]])[:count]
    kata.check_figure("update", FILTER[0], likelihoods, gives=figure, decimals=4)


@given(plain_beliefs())
@example(THREE)
def test_update_agrees_with_numpy_and_torch(kata, belief):
    kata.check("update", *belief, scale=rounding(*belief))


@given(plain_beliefs())
@example(THREE)
def test_a_posterior_is_the_next_prior(kata, belief):
    law = "an update with many observations is one with each of them in turn"
    kata.equal(kata.update(*belief), kata.run(one_after_the_other, *belief), law, scale=10)


@given(plain_beliefs(), st.integers(1, 4))
def test_the_order_of_the_observations_does_not_matter(kata, belief, first):
    prior, likelihoods = belief
    turned = np.roll(likelihoods, first, axis=0)
    law = "the same observations in another order give the same posterior"
    kata.equal(kata.update(prior, turned), kata.update(prior, likelihoods), law, scale=10)


@pytest.mark.parametrize("rates", [(0.3, 0.6, 0.5), (1e-3, 2e-3, 3e-4)], ids=["coins", "tokens"])
def test_ten_thousand_observations_leave_no_doubt(kata, rates):
    likelihoods = np.random.default_rng(0).uniform(0.9, 1.1, (10_000, 3)) * rates
    kata.check("update", np.array([0.25, 0.25, 0.5]), likelihoods, scale=1e-3)


def test_what_was_ruled_out_once_stays_ruled_out(kata):
    likelihoods = np.concatenate([[[0.5, 0.0, 0.25]], np.tile([1e-3, 1e3, 2e-3], (9, 1))])
    kata.check("update", THREE[0], likelihoods)


def test_is_written_from_scratch(kata):
    def both(solution, prior, likelihoods):
        return [solution.posterior(prior, likelihoods[0]), solution.update(prior, likelihoods)]

    kata.check_from_scratch(both, *THREE)


# ------------------------------------------------------------------ edges: one observation


@edges
@given(single_beliefs())
@example(ONE)
@example((PRIORS, np.array([0.25, 0.5, 2.0])))
@example((PRIORS, np.array([0.0, 0.5, 2.0])))
@example((np.array([0.5, 0.0, 0.5]), ONE[1]))
@example((PRIORS[:, None, :], ONE[1]))
@example((np.float32(PRIORS), np.float32(ONE[1])))
def test_posterior_broadcasts_in_every_dtype_and_layout(kata, belief):
    prior, likelihood = belief
    kata.check("posterior", prior, likelihood, scale=rounding(prior, likelihood[..., None, :]))


@edges
@pytest.mark.parametrize(
    ("prior", "likelihood"),
    [
        ([1.0, 1e-30], [0.0, 1e-30]),
        ([1.0, 1e-30], [1e-20, 1e-20]),
        ([[0.5, 0.5], [1.0, 1e-30]], [[1.0, 0.5], [1e-30, 1e-5]]),
        ([[0.5, 0.5], [1.0, 1e-30]], [[1e10, 5e9], [1e-36, 1e-5]]),
        ([0.5, 0.5], [3e38, 2e38]),
        ([0.5, 0.5], [1e-12, 1.0]),
        ([1.0, 1e-12], [1.0, 1.0]),
    ],
    ids=["all but lost", "small", "rows", "far apart", "large", "unlikely", "doubtful"],
)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_numbers_of_any_size_are_taken_for_what_they_are(kata, prior, likelihood, dtype):
    prior, likelihood = np.array(prior, dtype), np.array(likelihood, dtype)
    kata.check("posterior", prior, likelihood, scale=rounding(prior, likelihood[..., None, :]))
    if dtype == np.float64:  # as far as float64 goes
        prior, likelihood = prior**8, likelihood**8
        kata.check("posterior", prior / prior.sum(), likelihood, scale=rounding(prior, likelihood[..., None, :]))


@edges
@pytest.mark.parametrize(
    ("prior", "likelihood"),
    [([0.5, 0.5], [0.0, 0.0]), ([1.0, 0.0], [0.0, 1.0]), ([0.5, 0.5], [[1.0, 0.5], [0.0, 0.0]]), ([1.0], [0.0])],
    ids=["impossible", "excluded", "one of two rows", "one hypothesis"],
)
def test_refuses_what_no_hypothesis_allows(kata, prior, likelihood):
    kata.check_raises(ValueError, "posterior", np.array(prior), np.array(likelihood))


# ------------------------------------------------------------------ edges: many observations


@edges
def test_without_observations_the_prior_stays(kata):
    kata.check_figure("update", FILTER[0], np.zeros((0, 2)), gives=[0.01, 0.99], decimals=4)


@edges
@given(beliefs())
@example(BATCH)
@example((PRIORS, THREE[1]))
@example((PRIORS[0], BATCH[1]))
@example((PRIORS, np.ones((0, 3))))
@example((PRIORS[0], THREE[1][[0, 1, 2, 0]] * np.array([1e-200, 1e-200, 1e200, 1e200])[:, None]))
@example((PRIORS[0], THREE[1] * 1e-200))
@example((PRIORS, BATCH[1] * np.array([1e-200, 1.0])[:, None, None]))
@example((np.float32(PRIORS), np.float32(BATCH[1])))
def test_update_broadcasts_in_every_dtype_and_layout(kata, belief):
    kata.check("update", *belief, scale=rounding(*belief))


@edges
@given(beliefs(min_observations=1))
@example(BATCH)
def test_a_posterior_is_the_next_prior_in_each_slice(kata, belief):
    law = "an update with many observations is one with each of them in turn"
    together, apart = kata.update(*belief), kata.run(one_after_the_other, *belief)
    kata.equal(together, apart, law, scale=50)


@edges
@given(beliefs(), st.integers(0, 4))
@example(BATCH, 1)
def test_the_order_does_not_matter_in_any_slice(kata, belief, first):
    prior, likelihoods = belief
    turned = np.roll(likelihoods, first, axis=-2)
    law = "the same observations in another order give the same posterior"
    kata.equal(kata.update(prior, turned), kata.update(prior, likelihoods), law, scale=50)


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    "rates", [(0.3, 0.6, 0.5), (1e-3, 2e-3, 3e-4), (20.0, 30.0, 25.0)], ids=["coins", "tokens", "densities"]
)
def test_ten_thousand_observations_leave_no_doubt_in_any_dtype(kata, rates, dtype):
    likelihoods = np.random.default_rng(0).uniform(0.9, 1.1, (10_000, 3)) * rates
    kata.check("update", np.array([0.25, 0.25, 0.5], dtype), likelihoods.astype(dtype), scale=1e-3)


@edges
def test_handles_a_batch_of_sixteen_by_forty(kata):
    likelihoods = np.random.default_rng(0).uniform(0.1, 1.0, (16, 40, 5, 3))
    kata.check("update", np.array([0.5, 0.25, 0.25]), likelihoods, scale=1)


@edges
def test_a_hypothesis_can_come_back_from_far_behind(kata):
    """After 1200 observations the second is at 1e-478; after 1200 more it has drawn level, and one decides."""
    likelihoods = np.repeat([[0.5, 0.2], [0.2, 0.5], [0.2, 0.6]], [1200, 1200, 1], axis=0)
    prior = np.array([0.5, 0.5])
    kata.check("update", prior, likelihoods, scale=rounding(prior, likelihoods))


@edges
@pytest.mark.parametrize("row", [0, 1, 2])
def test_a_zero_in_any_row_rules_a_hypothesis_out(kata, row):
    likelihoods = THREE[1].copy()
    likelihoods[row, 1] = 0.0
    kata.check("update", THREE[0], np.concatenate([likelihoods, np.tile([1e-3, 1e3, 2e-3], (9, 1))]))


@edges
@pytest.mark.parametrize(
    ("prior", "likelihoods"),
    [
        ([0.5, 0.5], [[0.0, 1.0], [1.0, 0.0]]),
        ([1.0, 0.0], [[0.5, 1.0], [0.0, 1.0]]),
        ([0.5, 0.5], [[[1.0, 0.5], [0.5, 0.5]], [[0.0, 1.0], [1.0, 0.0]]]),
    ],
    ids=["contradiction", "excluded", "one of two rows"],
)
def test_refuses_observations_that_no_hypothesis_allows_together(kata, prior, likelihoods):
    kata.check_raises(ValueError, "update", np.array(prior), np.array(likelihoods))


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(single_beliefs(zeros=False, dtype=np.float64))
@example(ONE)
def test_gradient_of_the_posterior_agrees_with_torch(kata, belief):
    kata.check_gradient("posterior", *belief)


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("belief", [THREE, (PRIORS, BATCH[1] + 0.5)], ids=["three", "batch"])
def test_gradient_of_an_update_agrees_with_torch(kata, belief):
    kata.check_gradient("update", *belief)


test_stays_on_the_device_of_its_input = on_its_device(("posterior", *ONE), ("update", *BATCH))
