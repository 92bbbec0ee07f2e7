"""Maximum likelihood chooses the parameters under which what happened is most probable."""

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, dtypes, integer_arrays, laid_out, normalised, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    uses=["distributions"],
    minutes=45,
    from_scratch=[
        *themes.CATEGORICAL,
        *themes.CROSS_ENTROPY,
        *themes.ENTROPY,
        *("Normal", "gaussian_nll_loss", "GaussianNLLLoss", "logpdf", "pdf", "nnlf", "fit", "GaussianMixture"),
        *("bayes_mvs", "mvsdist"),
    ],
    instead="You need means, squares, a division and a logarithm.",
    ladder={"x": "finite", "mean": "finite", "std": "positive", "counts": "counts", "probs": "distribution"},
    long="n classes",
)

TWO = np.array([1.0, 3.0])
SAMPLE = np.array([1.0, -2.0, 0.5, 4.0])
ROWS = np.array([[1.0, -2.0, 0.5], [4.0, 5.0, 9.0], [-1.0, -1.5, 0.0]])
"""As many samples as entries in each, so that a wrong axis does not show in the shape."""
THREE = (np.array([2.0, 1.0, 1.0]), np.array([0.5, 0.25, 0.25]))
SKEW = (np.array([5.0, 1.0, 2.0, 0.0]), np.array([0.25, 0.125, 0.5, 0.125]))
TABLE = (
    np.array([[2.0, 1.0, 1.0], [7.0, 0.0, 3.0], [1.0, 5.0, 2.0]]),
    np.array([[0.5, 0.25, 0.25], [0.25, 0.25, 0.5], [0.125, 0.75, 0.125]]),
)


@st.composite
def plain_samples(draw):
    """Samples whose entries are not all equal."""
    x = draw(plain_arrays((draw(st.integers(2, 6)),), 5.0))
    assume(np.std(x) > 0.1)
    return x


@st.composite
def samples(draw):
    """Samples along the last axis, of any number of axes, dtype and layout."""
    return draw(arrays(draw(shapes()), draw(dtypes())))


@st.composite
def samples_and_bells(draw, dtype=None):
    """Samples, and a mean and a standard deviation for each."""
    x = draw(arrays(draw(shapes()), draw(dtypes()) if dtype is None else dtype))
    mean, width = (draw(arrays(x.shape[:-1], x.dtype, magnitude, layouts=False)) for magnitude in (10.0, 2.0))
    return x, np.asarray(mean), np.asarray(np.exp(width))


@st.composite
def plain_counts(draw):
    """Counts of several classes, all of which occurred, and probabilities for them."""
    classes = draw(st.integers(2, 5))
    counts = draw(integer_arrays((classes,), 1, 9)).astype(np.float64)
    return counts, normalised(draw(integer_arrays((classes,), 1, 9)).astype(np.float64))


@st.composite
def counts_and_probabilities(draw, zeros=True):
    """Counts along the last axis, some of them 0, and probabilities, some of which are 0."""
    shape, dtype, least = draw(shapes(min_side=2)), draw(dtypes()), 0 if zeros else 1
    counts = draw(integer_arrays(shape, least, 6)).astype(dtype)
    counts[..., 0] += 1
    return draw(laid_out(counts)), normalised(draw(integer_arrays(shape, least, 6)).astype(dtype))


def reach(x):
    return float(np.max(np.abs(x)))


def rounding(x, mean, std):
    """How far the loss moves with its inputs, where x - mean is small beside both."""
    x, mean, std = x.astype(np.float64), mean[..., None].astype(np.float64), std[..., None].astype(np.float64)
    moves = 1 + np.abs(np.log(std)) + (1 + np.abs(x - mean) / std) * (np.abs(x) + np.abs(mean)) / std
    return float(np.max(moves))


def bits(counts, probs):
    """How large the terms of the loss are."""
    logs = np.log(np.where(probs > 0, probs, 1).astype(np.float64))
    return float(1 + np.max(np.abs(logs)))


def std_of_the_fit(solution, x):
    return solution.fit_normal(x)[1]


def loss_at_the_fit(solution, x):
    return solution.normal_nll(x, *solution.fit_normal(x))


def loss_by_the_probabilities(solution, probs, counts):
    """The loss of whole numbers, which have no gradient."""
    xp = array_namespace(probs)
    return solution.categorical_nll(xp.astype(counts, probs.dtype), probs)


# ------------------------------------------------------------------ core: normal


def test_worked_example_of_a_fit(kata):
    kata.check("fit_normal", TWO)
    kata.check_figure(std_of_the_fit, TWO, gives=1.0, decimals=9)


@given(plain_samples())
@example(SAMPLE)
@example(TWO)
def test_fit_agrees_with_numpy_and_torch(kata, x):
    kata.check("fit_normal", x, scale=reach(x))


@pytest.mark.parametrize(("std", "loss"), [(1.0, 1.4189), (2**0.5, 1.5155)])
def test_worked_example_of_a_loss(kata, std, loss):
    kata.check_figure("normal_nll", TWO, np.array(2.0), np.array(std), gives=loss, decimals=4)


@given(plain_samples(), st.sampled_from([-3.0, 0.0, 0.5, 2.0]), st.sampled_from([0.5, 1.0, 3.0]))
@example(SAMPLE, -3.0, 0.5)
@example(SAMPLE, 2.0, 3.0)
def test_loss_agrees_with_numpy_and_torch(kata, x, mean, std):
    mean, std = np.array(mean), np.array(std)
    kata.check("normal_nll", x, mean, std, scale=rounding(x, mean, std))


@pytest.mark.parametrize(("to_mean", "times_std"), [(0.1, 1.0), (-0.1, 1.0), (0.0, 1.1), (0.0, 0.9), (0.05, 1.05)])
@given(plain_samples())
@example(SAMPLE)
def test_no_neighbour_of_the_fit_has_a_smaller_loss(kata, to_mean, times_std, x):
    mean, std = (np.asarray(part) for part in kata.fit_normal(x))
    here = np.asarray(kata.normal_nll(x, mean, std))
    there = np.asarray(kata.normal_nll(x, np.asarray(mean + to_mean * std), np.asarray(std * times_std)))
    kata.require(here < there, "the fit has a smaller loss than the parameters beside it")


@given(plain_samples())
@example(SAMPLE)
def test_the_loss_of_the_fit_is_log_std_and_a_constant(kata, x):
    law = "at the fit the loss is log std + ½ + ½ log 2π"
    expected = np.log(np.std(x)) + 0.5 + 0.5 * np.log(2 * np.pi)
    kata.equal(kata.run(loss_at_the_fit, x), expected, law, scale=rounding(x, np.mean(x), np.std(x)))


# ------------------------------------------------------------------ core: categorical


def test_worked_example_of_shares(kata):
    kata.check_figure("fit_categorical", THREE[0], gives=[0.5, 0.25, 0.25])


@given(plain_counts())
@example(SKEW)
def test_shares_agree_with_numpy_and_torch(kata, case):
    kata.check("fit_categorical", case[0])


@pytest.mark.parametrize(("probs", "loss"), [(THREE[1], 1.0397), (np.full(3, 1 / 3), 1.0986)], ids=["fit", "even"])
def test_worked_example_of_a_categorical_loss(kata, probs, loss):
    kata.check_figure("categorical_nll", THREE[0], probs, gives=loss, decimals=4)


@given(plain_counts())
@example(SKEW)
def test_categorical_loss_agrees_with_numpy_and_torch(kata, case):
    kata.check("categorical_nll", *case, scale=bits(*case))


@given(plain_counts())
@example((np.array([5.0, 1.0, 2.0]), np.array([0.25, 0.25, 0.5])))
def test_no_other_distribution_has_a_smaller_loss_than_the_shares(kata, case):
    counts, probs = case
    shares = np.asarray(kata.fit_categorical(counts))
    here, there = kata.categorical_nll(counts, shares), kata.categorical_nll(counts, probs)
    gap = np.sum(shares * np.log(shares / probs))
    kata.equal(np.asarray(there) - here, gap, "loss(q) - loss(shares) = KL(shares ‖ q)", scale=bits(counts, probs))


@given(plain_counts())
@example(SKEW)
def test_it_is_the_cross_entropy_of_the_tokens(kata, case):
    counts, probs = case
    tokens = np.repeat(np.arange(len(counts)), counts.astype(int))
    law = "the loss is the mean of -log p(token) over all tokens"
    mean = -np.mean(np.log(probs[tokens]))
    kata.equal(kata.categorical_nll(counts, probs), mean, law, scale=bits(counts, probs))


test_is_written_from_scratch = from_scratch(
    ("fit_normal", SAMPLE),
    ("normal_nll", SAMPLE, np.array(1.0), np.array(2.0)),
    ("fit_categorical", THREE[0]),
    ("categorical_nll", *THREE),
)


# --------------------------------------------------------------------------------------- edges


@edges
@given(samples())
@example(ROWS)
@example(SAMPLE.astype(np.float32))
@example(np.array([[7.0]]))
def test_fits_each_sample_along_the_last_axis(kata, x):
    kata.check("fit_normal", x, scale=reach(x))


@edges
@pytest.mark.parametrize(("dtype", "height"), [(np.float64, 1e8), (np.float64, -1e8), (np.float32, 4096.0)])
def test_fit_is_exact_far_from_zero(kata, dtype, height):
    x = (np.array([1.0, 2.0, 3.0, 6.0]) + height).astype(dtype)  # whole numbers: exact
    kata.check("fit_normal", x)


@edges
@pytest.mark.parametrize("x", [np.full((3,), 2.0), np.array([5.0]), np.zeros((2, 4))], ids=["three", "one", "zeros"])
def test_equal_entries_have_a_spread_of_zero(kata, x):
    kata.check("fit_normal", x)


@edges
@pytest.mark.parametrize("shape", [(0,), (2, 0)], ids=str)
def test_refuses_to_fit_nothing(kata, shape):
    kata.check_raises(ValueError, "fit_normal", np.zeros(shape))


@edges
@given(samples_and_bells())
@example((ROWS, np.array([0.0, 5.0, -1.0]), np.array([1.0, 2.0, 0.5])))
@example((SAMPLE.astype(np.float32), np.array(1.0, np.float32), np.array(1e-30, np.float32)))
@example((SAMPLE, np.array(100.0), np.array(1.0)))
def test_losses_along_the_last_axis_agree_in_every_dtype(kata, case):
    kata.check("normal_nll", *case, scale=rounding(*case))


@edges
@pytest.mark.parametrize("std", [0.0, -1.0])
def test_refuses_a_spread_that_is_not_positive(kata, std):
    kata.check_raises(ValueError, "normal_nll", SAMPLE, np.array(0.0), np.array(std))
    kata.check_raises(ValueError, "normal_nll", ROWS, np.zeros(3), np.array([1.0, std, 2.0]))


@edges
@given(counts_and_probabilities())
@example(TABLE)
@example(SKEW)
def test_shares_along_the_last_axis_agree_in_every_dtype(kata, case):
    kata.check("fit_categorical", case[0])


@edges
@given(counts_and_probabilities())
@example(TABLE)
@example((np.array([3.0, 0.0, 1.0]), np.array([0.5, 0.0, 0.5])))
@example((np.array([3.0, 1.0, 0.0]), np.array([0.5, 0.0, 0.5])))
@example((np.array([1.0, 2.0]), np.array([1e-300, 1.0])))
def test_what_never_occurred_costs_nothing(kata, case):
    kata.check("categorical_nll", *case, scale=bits(*case))


@edges
@pytest.mark.parametrize("counts", [np.zeros(3), np.array([[1.0, 2.0], [0.0, 0.0]])], ids=["none", "none in a row"])
def test_refuses_counts_of_nothing(kata, counts):
    kata.check_raises(ValueError, "fit_categorical", counts)
    kata.check_raises(ValueError, "categorical_nll", counts, np.full(counts.shape, 1 / counts.shape[-1]))


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(samples_and_bells(np.float64))
@example((ROWS, np.array([0.0, 5.0, -1.0]), np.array([1.0, 2.0, 0.5])))
def test_gradient_of_a_normal_agrees_with_torch(kata, case):
    kata.check_gradient("normal_nll", *case, scale=rounding(*case) ** 2)


@pytest.mark.kata(targets="torch")
def test_gradient_of_a_categorical_agrees_with_torch(kata):
    kata.check_gradient("categorical_nll", TABLE[0] + 1, TABLE[1])


@pytest.mark.kata(targets="torch")
def test_gradient_of_a_class_that_never_occurred_is_zero(kata):
    kata.check_gradient(loss_by_the_probabilities, np.array([0.5, 0.0, 0.5]), np.array([3, 0, 1]))


test_stays_on_the_device_of_its_input = on_its_device(
    ("fit_normal", ROWS),
    ("normal_nll", ROWS, np.zeros(3), np.ones(3)),
    ("fit_categorical", TABLE[0]),
    ("categorical_nll", *TABLE),
)
