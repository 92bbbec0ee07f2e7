"""Sampling: uniform numbers go in, and each distribution comes out by a formula, exact for given numbers."""

import numpy as np
import pytest
import scipy.special
from array_api_compat import array_namespace
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device, themes
from dojo.strategies import arrays, dtypes, integer_arrays, normalised, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=30,
    from_scratch=[
        *themes.CATEGORICAL,
        *("searchsorted", "bucketize", "digitize", "multinomial", "choice", "normal", "randn", "randn_like"),
        *("standard_normal", "Normal", "erfinv", "erfcinv", "ndtri", "ppf", "icdf", "quantile", "percentile"),
        *("nanquantile", "nanpercentile", "MultivariateNormal", "LogNormal", "multivariate_normal"),
        *("rv_discrete", "gumbel_softmax"),
        *("bisect", "bisect_left", "bisect_right", "cut", "IntervalIndex", "choices", "gauss", "normalvariate"),
        *("NormalDist", "inv_cdf"),
    ],
    instead="You need running sums, a comparison and a count; and log, a root, a cosine and a sine.",
    # of 5,000 probabilities, rounding may end at a neighbour
    ladder={"probs": "distribution-long", "u": "uniform", "u1": "fixed", "u2": "uniform"},
    long="classes",
)

bits = {np.float32: 24, np.float64: 53}
just_under_one = {dtype: dtype(1 - 2.0**-n) for dtype, n in bits.items()}


@st.composite
def distributions(draw):
    """Distributions along the last axis, of which some classes have probability 0."""
    return normalised(np.abs(draw(arrays(layouts=False))))


def inside_stretches(draw, probs, shape):
    """For each draw a u well inside the stretch of a class, so that rounding does not matter."""
    exact = np.broadcast_to(probs.astype(np.float64), (*shape, probs.shape[-1]))
    wanted = draw(integer_arrays(shape, 0, probs.shape[-1]))[..., None]
    likely = np.take_along_axis(exact, wanted, axis=-1) >= 0.02
    wanted = np.where(likely, wanted, np.argmax(exact, axis=-1)[..., None])
    quarters = draw(integer_arrays(wanted.shape, 1, 4))
    below = np.cumsum(exact, axis=-1) - exact
    u = np.take_along_axis(below, wanted, axis=-1) + quarters / 4 * np.take_along_axis(exact, wanted, axis=-1)
    return u[..., 0].astype(probs.dtype)


@st.composite
def plain_draws(draw):
    """One distribution, some of whose classes may have probability 0, and four u."""
    probs = normalised(np.abs(draw(plain_arrays(st.integers(2, 5)))))
    return probs, inside_stretches(draw, probs, (4,))


@st.composite
def draws(draw):
    """Distributions, for one u or for many."""
    probs = draw(distributions())
    if draw(st.booleans()):
        probs = probs.reshape(-1, probs.shape[-1])[0]
    shape = draw(st.sampled_from([probs.shape[:-1], (2, *probs.shape[:-1])]))
    return probs, inside_stretches(draw, probs, shape)


@st.composite
def plain_uniforms(draw):
    """Two arrays of numbers in [0, 1)."""
    return [draw(integer_arrays((4,), 0, 64)) / 64 for _ in range(2)]


@st.composite
def uniforms(draw, low=0.0, dtype=None):
    """Two arrays of uniform numbers in [0, 1), on the grid that generators draw from; 0 is among them."""
    shape, dtype = draw(shapes(min_dims=0)), draw(dtypes()) if dtype is None else dtype
    grid = 2 ** bits[dtype]
    some = np.array([0, 1, grid // 4, grid // 2, grid // 8 * 7])
    found = []
    for _ in range(2):
        k = np.where(
            draw(integer_arrays(shape, 0, 2)),
            draw(integer_arrays(shape, 0, grid)),
            some[draw(integer_arrays(shape, 0, 5))],
        )
        u = np.minimum(k, grid - grid // 2**20) / grid  # what is nearer to 1 has a test of its own
        found.append(np.asarray(low + (1 - 2 * low) * u, dtype))
    return found


FOUR = np.array([0.25, 0.5, 0.0, 0.25])
ROWS = np.array([[0.125, 0.25, 0.625], [0.5, 0.0, 0.5], [0.0, 0.25, 0.75]])


def both_numbers(solution, u1, u2):
    z1, z2 = solution.box_muller(u1, u2)
    return array_namespace(u1).stack([z1, z2])


# ------------------------------------------------------------------ core: categorical


def test_worked_example_of_five_draws(kata):
    kata.check_figure("sample_categorical", FOUR, np.array([0.1, 0.25, 0.7, 0.75, 0.9]), gives=[0, 1, 1, 3, 3])


def test_draws_the_first_possible_class_for_u_zero(kata):
    kata.check("sample_categorical", np.array([0.0, 0.0, 0.5, 0.5]), np.array([0.0, 0.25, 0.5]))


@given(plain_draws())
@example((np.array([0.125, 0.25, 0.625]), np.array([0.05, 0.9, 0.2, 0.5])))
def test_draws_the_smallest_index_whose_cumulative_probability_exceeds_u(kata, draw):
    kata.check("sample_categorical", *draw)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=5))
@example([1, 2, 0, 1])
@example([0, 1, 1])
def test_a_u_at_the_edge_of_two_stretches_belongs_to_the_second(kata, eighths):
    """All running sums are exact here, so that u meets each of them."""
    eighths = np.array(eighths) if sum(eighths) <= 8 else np.array([8])
    probs = np.append(eighths, 8 - eighths.sum()) / 8
    kata.check("sample_categorical", probs, np.arange(8) / 8)


@given(plain_draws())
def test_a_larger_u_never_draws_a_smaller_index(kata, draw):
    probs, u = draw
    drawn = np.asarray(kata.sample_categorical(probs, np.sort(u)))
    kata.require(np.diff(drawn) >= 0, "the index drawn rises with u")


def test_draws_each_class_as_often_as_its_probability_says(kata):
    """Pearson's statistic of 4000 draws; with u from one seed in a million a right solution would fail."""
    probs, n = np.array([0.1, 0.0, 0.35, 0.05, 0.5]), 4000
    drawn = np.asarray(kata.sample_categorical(probs, np.random.default_rng(0).random(n)))
    kata.require(drawn.shape == (n,), "one draw for each u")
    seen = np.count_nonzero(drawn[:, None] == np.arange(probs.size), axis=0)
    kata.require(seen[probs == 0] == 0, "a class of probability 0 is never drawn")
    statistic = np.sum((seen - n * probs)[probs > 0] ** 2 / (n * probs)[probs > 0])
    limit = scipy.special.chdtri(np.count_nonzero(probs) - 1, 1e-6)
    kata.require(statistic < limit, "classes come up as often as they should")


# ------------------------------------------------------------------ core: normal


def test_worked_example_of_box_muller(kata):
    kata.check_figure(both_numbers, np.array(0.5), np.array(1 / 3), gives=[-0.5887, 1.0197], decimals=4)


@given(plain_uniforms())
@example([np.array([0.25, 0.5, 0.75, 0.0]), np.array([0.7, 0.125, 0.9, 0.3])])
def test_box_muller_agrees_with_numpy_and_torch(kata, us):
    kata.check("box_muller", *us, scale=1)


@given(plain_uniforms())
def test_the_squares_of_a_pair_depend_on_the_first_number_alone(kata, us):
    z1, z2 = kata.box_muller(*us)
    kata.equal(z1**2 + z2**2, -2 * np.log1p(-us[0]), "z1^2 + z2^2 = -2 log(1 - u1)", scale=1)


@given(plain_uniforms())
def test_a_quarter_of_a_turn_exchanges_the_two(kata, us):
    u1, u2 = us[0], us[1] / 2
    z1, z2 = kata.box_muller(u1, u2)
    turned = kata.box_muller(u1, u2 + 0.25)
    kata.equal(turned[0], -z2, "a quarter of a turn makes -z2 of z1", scale=10)
    kata.equal(turned[1], z1, "a quarter of a turn makes z1 of z2", scale=10)


@pytest.mark.parametrize("which", [0, 1])
def test_box_muller_has_the_distribution_of_a_standard_normal(kata, which):
    """Kolmogorov's distance of 2000 numbers; with u from one seed in a million a right solution would fail."""
    n = 2000
    z = np.sort(kata.box_muller(*np.random.default_rng(0).random((2, n)))[which])
    steps = np.arange(n + 1) / n
    distance = max(np.max(steps[1:] - scipy.special.ndtr(z)), np.max(scipy.special.ndtr(z) - steps[:-1]))
    kata.require(scipy.special.kolmogorov(np.sqrt(n) * distance) > 1e-6, "z is standard normal")


@pytest.mark.parametrize("power", [1, 2])
def test_the_two_numbers_of_a_pair_have_nothing_to_do_with_each_other(kata, power):
    """The correlation of 2000 pairs, and of their squares, below what one seed in a million would exceed."""
    n = 2000
    z1, z2 = kata.box_muller(*np.random.default_rng(1).random((2, n)))
    correlation = np.corrcoef(z1**power, z2**power)[0, 1]
    kata.require(abs(correlation) * np.sqrt(n) < -scipy.special.ndtri(0.5e-6), "z1 and z2 are not correlated")


def test_is_written_from_scratch(kata):
    def both(solution, probs, u):
        return [solution.sample_categorical(probs, u), *solution.box_muller(u, u)]

    kata.check_from_scratch(both, FOUR, np.array([0.3, 0.7, 0.1]))


# ------------------------------------------------------------------ edges: categorical


@edges
@given(draws())
@example((np.array([[0.125, 0.25, 0.625]] * 4), np.array([0.3, 0.1, 0.9, 0.5])))
@example((ROWS, np.array([0.3, 0.7, 0.1])))
@example((ROWS, np.array([[0.1, 0.9, 0.5], [0.9, 0.1, 0.2]])))
@example((ROWS[:, None], np.array([0.3, 0.7, 0.1, 0.9])))
@example((np.float32(ROWS), np.float32([0.3, 0.7, 0.1])))
@example((np.stack([ROWS, ROWS[::-1]]), np.array([[0.3, 0.7, 0.1], [0.9, 0.2, 0.05]])))
@example((np.stack([ROWS, ROWS[::-1]]), np.array(0.3)))
@example((np.array([1e-9, 1 - 2e-9, 1e-9]), np.array([1e-10, 1e-8, 1 - 1e-8, 1 - 1e-10])))
def test_distributions_and_numbers_broadcast_in_every_dtype(kata, draw):
    kata.check("sample_categorical", *draw)


@edges
@given(st.lists(st.integers(0, 4), min_size=1, max_size=5))
@example([1, 2, 0, 1])
def test_a_u_at_the_edge_belongs_to_the_second_in_float32_too(kata, eighths):
    eighths = np.array(eighths) if sum(eighths) <= 8 else np.array([8])
    probs = np.append(eighths, 8 - eighths.sum()) / 8
    kata.check("sample_categorical", probs.astype(np.float32), (np.arange(8) / 8).astype(np.float32))


@edges
@pytest.mark.parametrize("tiny", [0.0, 1e-30, 1e-12])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_tiny_first_class_is_drawn_for_u_zero(kata, tiny, dtype):
    probs = np.array([[0.0, tiny, 0.5, 0.5], [tiny, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, tiny]], dtype)
    kata.check("sample_categorical", probs, np.zeros(3, dtype))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_draws_the_first_possible_class_of_each_of_many_slices(kata, dtype):
    """Row n has 65 - n equal classes, and whatever rounding leaves of their sum is no matter of the next row."""
    probs = normalised(np.where(np.tri(64, 65, -1), 0, 1).astype(dtype))
    kata.check("sample_categorical", probs, np.zeros(64, dtype))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_what_rounding_has_lost_goes_to_the_last_possible_class(kata, dtype):
    """The probabilities add up to just under 1, and u is no less."""
    probs = np.array([0.25, 0.5, just_under_one[dtype] - dtype(0.75), 0.0], dtype)
    kata.check("sample_categorical", probs, np.array([0.9, just_under_one[dtype]], dtype))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_draws_the_only_possible_class_for_any_u(kata, dtype):
    """Rounding has left the sum of all probabilities just under 1, and u is no less."""
    probs = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], dtype) * just_under_one[dtype]
    kata.check("sample_categorical", probs, np.full(2, just_under_one[dtype]))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_draws_the_last_possible_class_for_u_just_under_one(kata, dtype):
    """Row n has n + 1 equal classes, whose probabilities add up to less than 1 for some n."""
    probs = normalised(np.where(np.tri(64, 65), 1, 0).astype(dtype))
    kata.check("sample_categorical", probs, np.full(64, just_under_one[dtype]))


@edges
@given(distributions(), st.integers(0, 8), st.integers(0, 8))
def test_the_index_rises_with_u_in_each_slice(kata, probs, first, second):
    low, high = (np.array(min(k / 8, 0.999), probs.dtype) for k in sorted([first, second]))
    lower, higher = np.asarray(kata.sample_categorical(probs, low)), np.asarray(kata.sample_categorical(probs, high))
    kata.require(lower <= higher, "the index drawn rises with u")


@edges
@pytest.mark.parametrize("shape", [(2, 50_000), (16, 40, 6)])
def test_handles_a_vocabulary_of_fifty_thousand_and_a_large_batch(kata, shape):
    rng = np.random.default_rng(0)
    probs = normalised(rng.random(shape) ** 8)
    kata.check("sample_categorical", probs, rng.random(shape[:-1]))


# ------------------------------------------------------------------ edges: normal


@edges
@given(uniforms())
@example([np.float32([[0.25], [0.5]]), np.float32([[0.125], [0.75]])])
def test_box_muller_agrees_in_every_shape_and_dtype(kata, us):
    kata.check("box_muller", *us, scale=1)


def from_above(solution, gap, u2):
    """The pair for u1 = 1 - gap."""
    return solution.box_muller(1 - gap, u2)


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_box_muller_is_finite_for_all_that_a_generator_gives(kata, dtype):
    least = 2.0 ** -bits[dtype]
    u, gap = np.array([0.0, least, 0.5, 1 - least], dtype), np.array([1.0, 1 - least, 0.5, least], dtype)
    kata.check(from_above, np.repeat(gap, 4), np.tile(u, 4), scale=1)
    kata.check("box_muller", np.repeat(u[:3], 4), np.tile(u, 3), scale=1)


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(uniforms(low=0.0625, dtype=np.float64))
@example([np.array([0.25, 0.5, 0.75]), np.array([0.7, 0.125, 0.9])])
def test_gradient_of_box_muller_agrees_with_torch(kata, us):
    kata.check_gradient("box_muller", *us, scale=10)


test_stays_on_the_device_of_its_input = on_its_device(
    ("sample_categorical", ROWS, np.array([0.3, 0.7, 0.99])),
    ("box_muller", np.array([0.25, 0.5]), np.array([0.7, 0.125])),
)
