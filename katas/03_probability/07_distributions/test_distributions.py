"""Distributions: the logarithm of a density or a probability, and -inf for what cannot happen."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device, themes
from dojo.strategies import arrays, dtypes, integer_arrays, laid_out, normalised, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=35,
    from_scratch=[
        *themes.CATEGORICAL,
        *themes.CROSS_ENTROPY,
        *("Normal", "LogNormal", "HalfNormal", "MultivariateNormal", "LowRankMultivariateNormal", "StudentT"),
        *("Uniform", "Independent", "TransformedDistribution", "logpdf", "pdf", "logpmf", "pmf", "log_prob"),
        *("logcdf", "gaussian_nll_loss", "GaussianNLLLoss"),
    ],
    instead="You need log, a square, comparisons, and a choice between two arrays.",
    ladder={
        "x": "finite",
        "mean": "finite",
        "std": "positive",
        "low": "fixed",
        "high": "fixed",
        "probs": "distribution",
        "k": "labels",
    },
    long="* classes",
)


def shapes_within(shape):
    """Shapes that broadcast to a shape: itself, fewer axes, axes of size 1."""
    return st.sampled_from([shape, shape[-1:], (), (*shape[:-1], 1)])


@st.composite
def plain_normals(draw):
    """Where, means and standard deviations, all of one shape."""
    x, mean, width = (draw(plain_arrays((4,), magnitude)) for magnitude in (10.0, 10.0, 2.0))
    return x, mean, np.exp(width)


@st.composite
def plain_intervals(draw):
    """Where, and the ends of intervals, all of one shape; often exactly at an end."""
    x, low = (draw(plain_arrays((4,), 5.0)) for _ in range(2))
    return x, low, low + np.abs(draw(plain_arrays((4,), 5.0, exclude_zero=True)))


@st.composite
def plain_classes(draw):
    """Classes, and the probabilities of each class."""
    probs = normalised(np.abs(draw(plain_arrays(st.integers(2, 5)))))
    return draw(integer_arrays((4,), 0, len(probs))), probs


@st.composite
def normals(draw, dtype=None):
    """Where, the means and the standard deviations, in shapes that broadcast."""
    shape, dtype = draw(shapes()), draw(dtypes()) if dtype is None else dtype
    x, mean = (draw(arrays(draw(shapes_within(shape)), dtype)) for _ in range(2))
    width = draw(arrays(draw(shapes_within(shape)), dtype, magnitude=3.0, layouts=False))
    return x, mean, np.asarray(np.exp(width))


@st.composite
def intervals(draw):
    """Where, and the ends of intervals, in shapes that broadcast; often exactly at an end."""
    shape, dtype = draw(shapes()), draw(dtypes())
    x, low = (draw(arrays(draw(shapes_within(shape)), dtype)) for _ in range(2))
    width = np.abs(draw(arrays(draw(shapes_within(shape)), dtype, exclude_zero=True, layouts=False)))
    return x, low, np.asarray(low + width)


@st.composite
def classes(draw, zeros=True):
    """Classes and the distributions that they come from, batches that broadcast."""
    weights = np.abs(draw(arrays(exclude_zero=not zeros, layouts=False)))
    k = draw(integer_arrays(draw(shapes_within(weights.shape[:-1])), 0, weights.shape[-1]).flatmap(laid_out))
    return k, normalised(weights)


def rounding(x, mean, std):
    """How far the result moves with the inputs, where x - mean is small beside both."""
    x, mean, std = (a.astype(np.float64) for a in (x, mean, std))
    return 1 + np.abs(np.log(std)) + (1 + np.abs(x - mean) / std) * (np.abs(x) + np.abs(mean)) / std


def narrowness(_, low, high):
    """How far the result moves with the ends, where they are near to each other and far from 0."""
    low, high = low.astype(np.float64), high.astype(np.float64)
    return 1 + (np.abs(low) + np.abs(high)) / (high - low)


BELL = (np.array([-1.0, 1.0, 3.0]), np.array(1.0), np.array(2.0))
MANY = (np.array([[0.5, 2.0], [1.0, -3.0], [0.0, 7.0]]), np.array([1.0, -2.0]), np.array([[0.5], [3.0], [1.0]]))
ENDS = (np.array([0.5, 1.0, 3.0, 5.0, 7.0]), np.array(1.0), np.array(5.0))
TABLE = (np.array([[0.0, 2.0], [1.0, -3.0], [0.25, 1.0]]), np.array([0.0, -3.0]), np.array([[0.5], [2.0], [1.0]]))
TOKENS = (np.array([0, 1, 3]), np.array([0.5, 0.25, 0.125, 0.125]))
ROWS = (np.array([2, 0, 2]), np.array([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125], [0.0, 0.5, 0.5]]))


# ------------------------------------------------------------------ core: normal


def test_worked_example_of_a_normal(kata):
    kata.check_figure("normal_log_prob", *BELL, gives=[-2.1121, -1.6121, -2.1121], decimals=4)


@given(plain_normals())
@example((np.array([1.0, 2.0, -3.0, 0.5]), np.array([0.0, 2.0, 1.0, -1.0]), np.array([1.0, 0.5, 3.0, 2.0])))
def test_normal_agrees_with_numpy_and_torch(kata, normal):
    kata.check("normal_log_prob", *normal, scale=rounding(*normal))


def test_normal_is_finite_far_from_the_mean(kata):
    """40 standard deviations away the density is 0 to the computer."""
    kata.check("normal_log_prob", np.array([40.0, 0.0, -80.0]), np.array(0.0), np.array(1.0))


@given(plain_normals())
def test_normal_is_the_standard_one_moved_and_stretched(kata, normal):
    x, mean, std = normal
    law = "log p(x) is log p(z) of the standard one at z = (x - mean) / std, minus log std"
    standard = kata.normal_log_prob((x - mean) / std, np.zeros(4), np.ones(4))
    kata.equal(kata.normal_log_prob(*normal), standard - np.log(std), law, scale=rounding(*normal))


@given(plain_normals())
def test_normal_of_width_one_is_half_the_squared_error(kata, normal):
    x, mean, _ = normal
    one = np.ones(4)
    gain = kata.normal_log_prob(mean, mean, one) - kata.normal_log_prob(x, mean, one)
    law = "log p loses half the squared distance from the mean"
    kata.equal(gain, (x - mean) ** 2 / 2, law, scale=rounding(x, mean, one))


@pytest.mark.parametrize(("mean", "std"), [(0.0, 1.0), (-3.0, 0.01), (50.0, 20.0)])
def test_density_of_a_normal_integrates_to_one(kata, mean, std):
    x = mean + std * np.linspace(-12, 12, 241)
    density = np.exp(kata.normal_log_prob(x, np.array(mean), np.array(std)))
    kata.equal(np.sum(density) * 0.1 * std, np.ones(()), "the density adds up to 1", scale=50)


# ------------------------------------------------------------------ core: uniform


def test_worked_example_of_a_uniform(kata):
    kata.check_figure(
        "uniform_log_prob", np.array([2.0, 3.0, 4.5]), *ENDS[1:], gives=[-1.3863, -1.3863, -1.3863], decimals=4
    )


def test_uniform_has_its_lower_end_and_not_its_upper_one(kata):
    kata.check("uniform_log_prob", *ENDS)


@given(plain_intervals())
@example((np.array([0.0, 2.0, 4.0, 7.0]), np.array([1.0, 0.0, 3.5, -2.0]), np.array([3.0, 2.5, 4.0, 8.0])))
def test_uniform_agrees_with_numpy_and_torch(kata, interval):
    kata.check("uniform_log_prob", *interval, scale=narrowness(*interval))


@given(plain_intervals())
def test_uniform_of_twice_the_width_is_half_as_dense(kata, interval):
    wide, narrow = kata.uniform_log_prob(*(2 * a for a in interval)), kata.uniform_log_prob(*interval)
    law = "log p falls by log 2 where everything is twice as large"
    kata.equal(wide, narrow - np.log(2), law, scale=narrowness(*interval))


# ------------------------------------------------------------------ core: categorical


def test_worked_example_of_a_categorical(kata):
    kata.check_figure("categorical_log_prob", *TOKENS, gives=[-0.6931, -1.3863, -2.0794], decimals=4)


@pytest.mark.parametrize("tiny", [0.0, 1e-12])
def test_categorical_counts_a_tiny_probability_for_what_it_is(kata, tiny):
    kata.check("categorical_log_prob", np.array([0, 1, 2]), np.array([1.0 - tiny, tiny, 0.0]))


@given(plain_classes())
@example((np.array([2, 0, 1, 2]), np.array([0.5, 0.125, 0.375])))
def test_categorical_agrees_with_numpy_and_torch(kata, case):
    kata.check("categorical_log_prob", *case)


@given(plain_classes())
def test_probabilities_of_all_classes_sum_to_one(kata, case):
    found = kata.categorical_log_prob(np.arange(len(case[1])), case[1])
    kata.equal(np.exp(found).sum(), np.ones(()), "the sum of exp(log p) over all classes is 1", scale=1)


def test_is_written_from_scratch(kata):
    def all_three(solution, x, mean, std, k, probs):
        found = [solution.normal_log_prob(x, mean, std), solution.uniform_log_prob(x, mean, mean + std)]
        return [*found, solution.categorical_log_prob(k, probs)]

    kata.check_from_scratch(all_three, *BELL, *TOKENS)


# ------------------------------------------------------------------ edges: normal


@edges
@given(normals())
@example(BELL)
@example(MANY)
@example((np.array([1e6 + 0.7]), np.array([1e6]), np.array([0.3])))
@example((np.array(2.0), np.array([[1.0], [3.0]]), np.array([1.0, 2.0])))
@example(tuple(np.float32(a) for a in MANY))
def test_normal_broadcasts_in_every_dtype_and_layout(kata, normal):
    kata.check("normal_log_prob", *normal, scale=rounding(*normal))


@edges
@given(st.sampled_from([0.0, 1.0, -5.0, 40.0, 1e4]), st.sampled_from([1e-30, 1e-3, 1.0, 1e3, 1e30]), dtypes())
@example(14.0, 1.0, np.float32)
@example(1.0, 1e-30, np.float32)
@example(1.0, 1e30, np.float32)
@example(0.5, 1e38, np.float32)
@example(2.0, 1e-200, np.float64)
@example(2.0, 1e200, np.float64)
def test_normal_is_finite_for_any_width(kata, z, std, dtype):
    kata.check("normal_log_prob", np.array([z * std], dtype), np.array([0.0], dtype), np.array([std], dtype))


@edges
@pytest.mark.parametrize("wrong", [-1.0, -1e-3, 0.0])
def test_normal_refuses_a_width_that_is_not_positive(kata, wrong):
    kata.check_raises(ValueError, "normal_log_prob", np.zeros(2), np.array(0.0), np.array(wrong))


@edges
@pytest.mark.parametrize("wrong", [-1.0, 0.0])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_normal_refuses_a_single_wrong_width_among_many(kata, wrong, place):
    std = np.array([1.0, 2.0, 0.5])
    std[place] = wrong
    kata.check_raises(ValueError, "normal_log_prob", np.zeros((2, 3)), np.zeros(3), std)


# ------------------------------------------------------------------ edges: uniform


@edges
@given(intervals())
@example(TABLE)
@example((np.array(2.0), np.array([[1.0], [2.0]]), np.array([2.5, 3.0, 5.0])))
@example(tuple(np.float32(a) for a in TABLE))
def test_uniform_broadcasts_in_every_dtype_and_layout(kata, interval):
    kata.check("uniform_log_prob", *interval, scale=narrowness(*interval))


@edges
@given(st.sampled_from([0.0, 1.0, -2.0, 0.1, 700.0]), st.sampled_from([1.0, 0.3, 1e-3, 5e4]), dtypes())
@example(0.0, 1.0, np.float32)
@example(0.0, 1e-25, np.float32)
@example(0.0, 1e30, np.float32)
@example(-2.0, 1.0, np.float64)
def test_uniform_is_exact_at_its_ends(kata, low, width, dtype):
    low, high = np.array(low, dtype), np.array(low + width, dtype)
    x = np.array([np.nextafter(low, -np.inf), low, np.nextafter(high, low), high, -np.inf, np.inf], dtype)
    kata.check("uniform_log_prob", x, low, high, scale=narrowness(x, low, high))


@edges
@pytest.mark.parametrize(("low", "high"), [(2.0, 1.0), (1.0, 1.0), (0.0, 0.0), (-1.0, -1.5)])
@pytest.mark.parametrize("place", [0, 1])
def test_uniform_refuses_an_empty_interval(kata, low, high, place):
    lows, highs = np.array([0.0, 0.5]), np.array([1.0, 1.5])
    lows[place], highs[place], between = low, high, np.array([(low + high) / 2])
    kata.check_raises(ValueError, "uniform_log_prob", between, np.array(low), np.array(high))
    kata.check_raises(ValueError, "uniform_log_prob", between, lows, highs)


# ------------------------------------------------------------------ edges: categorical


@edges
@given(classes())
@example(ROWS)
@example((ROWS[0].astype(np.int32), np.float32(ROWS[1])))
@example((ROWS[0].astype(np.uint8), ROWS[1]))
@example((np.array(1), ROWS[1]))
@example((np.array([[0], [1]]), ROWS[1]))
@example((np.array([[[0, 1], [2, 2], [1, 0]]]), np.tile(ROWS[1][:, None], (1, 2, 1))))
def test_categorical_broadcasts_in_every_dtype_and_layout(kata, case):
    kata.check("categorical_log_prob", *case)


@edges
@given(arrays(layouts=False))
def test_probabilities_of_all_classes_of_each_row_sum_to_one(kata, weights):
    probs = normalised(np.abs(weights))[..., None, :]
    found = kata.categorical_log_prob(np.arange(probs.shape[-1]), probs)
    total = np.exp(found).sum(axis=-1)
    kata.equal(total, np.ones_like(total), "the sum of exp(log p) over all classes is 1", scale=1)


@edges
@pytest.mark.parametrize(("dtype", "least"), [(np.float64, 1e-300), (np.float32, 1e-37)])
def test_categorical_takes_the_smallest_probabilities(kata, dtype, least):
    kata.check("categorical_log_prob", np.array([0, 1, 2]), np.array([1.0, 1e-30, least], dtype))


@edges
@pytest.mark.parametrize("shape", [(2, 50_000), (16, 40, 5)])
def test_categorical_handles_a_vocabulary_of_fifty_thousand_and_a_large_batch(kata, shape):
    probs = normalised(np.random.default_rng(0).random(shape)).astype(np.float32)
    last = np.full(shape[:-1], shape[-1] - 1)
    last[0] = 0
    kata.check("categorical_log_prob", last, probs)


@edges(targets=["numpy", "torch-cpu"])  # a wrong index on a GPU ends the whole process
@pytest.mark.parametrize("wrong", [-1, -3, 3, 100])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_categorical_refuses_what_is_no_class(kata, wrong, place):
    k = np.array([0, 2, 1])
    k[place] = wrong
    kata.check_raises(IndexError, "categorical_log_prob", k, ROWS[1], says=[wrong])
    kata.check_raises(IndexError, "categorical_log_prob", np.array(wrong), ROWS[1][0], says=[wrong])


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(normals(np.float64))
@example(MANY)
def test_gradient_of_a_normal_agrees_with_torch(kata, normal):
    kata.check_gradient("normal_log_prob", *normal, scale=1e3)


@pytest.mark.kata(targets="torch")
def test_gradient_of_a_uniform_agrees_with_torch(kata):
    kata.check_gradient("uniform_log_prob", np.array([[0.25, -2.0], [0.4, 0.0]]), TABLE[1], np.array([[0.5], [2.0]]))


@pytest.mark.kata(targets="torch")
@given(classes(zeros=False))
@example(TOKENS)
def test_gradient_of_a_categorical_agrees_with_torch(kata, case):
    kata.check_gradient("categorical_log_prob", case[0], case[1].astype(np.float64))


@pytest.mark.kata(targets="torch")
def test_gradient_is_finite_beside_a_class_of_probability_zero(kata):
    kata.check("categorical_log_prob", np.array([2, 0, 1]), ROWS[1])
    kata.check_gradient("categorical_log_prob", np.array([2, 0, 1]), ROWS[1])


test_stays_on_the_device_of_its_input = on_its_device(
    ("normal_log_prob", *MANY), ("uniform_log_prob", *TABLE), ("categorical_log_prob", *ROWS)
)
