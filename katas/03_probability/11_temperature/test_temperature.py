"""Temperature divides the logits before softmax: cold is greedy, hot is uniform."""

import numpy as np
import pytest
import scipy.special
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, themes
from dojo.strategies import arrays, dtypes, integer_arrays, plain_arrays

pytestmark = pytest.mark.kata(
    uses=["softmax", "sampling"],
    minutes=40,
    from_scratch=[
        *themes.CATEGORICAL,
        *themes.SOFTMAX,
        *("sigmoid", "multinomial", "choice", "RelaxedOneHotCategorical", "expit", "scaled_dot_product_attention"),
    ],
    instead="You need a maximum, exp, a sum, a division, argmax and a running sum.",
    # who searches for the log of the sum has no digits left beside 1e20
    ladder={"logits": "finite-huge-large", "temperature": "positive", "u": "uniform"},
)

just_under_one = {np.float32: np.nextafter(np.float32(1), np.float32(0)), np.float64: np.nextafter(1.0, 0.0)}


def temperatures():
    """Temperatures that people sample at, and anything between."""
    return st.one_of(st.sampled_from([1.0, 0.5, 2.0, 0.7, 0.1, 10.0]), st.floats(0.1, 10.0))


@st.composite
def plain_logits(draw):
    """The logits of one position, at some height."""
    return draw(plain_arrays(st.integers(2, 5))) + draw(st.integers(-100, 100))


@st.composite
def logits_arrays(draw, magnitude=10.0):
    """Logits with batches, rows of very different magnitude and ties."""
    logits = draw(arrays(magnitude=magnitude))
    if draw(st.booleans()):  # each row at a height of its own
        logits = logits + draw(arrays((*logits.shape[:-1], 1), logits.dtype, magnitude=100.0, layouts=False))
    return logits


@st.composite
def masked_logits(draw, magnitude=10.0):
    """Logits of which some are -inf, but not all of a slice."""
    logits = draw(logits_arrays(magnitude))
    hidden = draw(arrays(logits.shape, layouts=False)) > 0
    kept = np.eye(logits.shape[-1], dtype=bool)[draw(integer_arrays(logits.shape[:-1], 0, logits.shape[-1]))]
    return np.where(hidden & ~kept, -np.inf, logits).astype(logits.dtype)


def inside_stretches(draw, logits, temperature):
    """For each slice a u well inside the stretch of a class: rounding can't decide."""
    probs = scipy.special.softmax(logits.astype(np.float64) / temperature, axis=-1)
    wanted = draw(integer_arrays(logits.shape[:-1], 0, logits.shape[-1]))[..., None]
    likely = np.take_along_axis(probs, wanted, axis=-1) >= 0.02
    wanted = np.where(likely, wanted, np.argmax(probs, axis=-1, keepdims=True))
    quarters = draw(integer_arrays(wanted.shape, 1, 4))
    below = np.cumsum(probs, axis=-1) - probs
    u = np.take_along_axis(below, wanted, axis=-1) + quarters / 4 * np.take_along_axis(probs, wanted, axis=-1)
    return u[..., 0].astype(logits.dtype)


@st.composite
def plain_draws(draw):
    """The logits of one position, a temperature, and a u."""
    logits, temperature = draw(plain_logits()), draw(temperatures())
    return logits, temperature, inside_stretches(draw, logits, temperature)


@st.composite
def draws(draw):
    """Logits, a temperature, and a u for each slice."""
    logits, temperature = draw(st.one_of(logits_arrays(), masked_logits())), draw(temperatures())
    return logits, temperature, inside_stretches(draw, logits, temperature)


def rounding(logits, temperature):
    """How much each probability moves with the largest exponent, before the maximum is taken off."""
    if temperature == 0:
        return 0.0
    highest = np.max(logits, axis=-1, keepdims=True).astype(np.float64)
    largest = np.abs(np.where(np.isfinite(logits), logits, 0.0)).max() / temperature
    return largest * scipy.special.softmax((logits - highest) / temperature, axis=-1)


# ------------------------------------------------------------------------- core: the distribution


def test_worked_example_of_greedy(kata):
    kata.check_figure("greedy", np.array([3.0, 1.0, 0.2]), gives=0)


@pytest.mark.parametrize("logits", [[1.0, 3.0, 3.0], [-5.0, -1.0, -3.0], [0.0, 0.0, 7.0]])
def test_greedy_picks_the_first_of_the_largest_logits(kata, logits):
    kata.check("greedy", np.array(logits))


@pytest.mark.parametrize(
    ("temperature", "figure"),
    [(0.5, [0.978, 0.018, 0.004]), (1.0, [0.836, 0.113, 0.051]), (2.0, [0.619, 0.228, 0.153]), (0.0, [1.0, 0.0, 0.0])],
)
def test_worked_example(kata, temperature, figure):
    kata.check_figure("with_temperature", np.array([3.0, 1.0, 0.2]), temperature, gives=figure, decimals=3)


@pytest.mark.parametrize("logits", [[1.0, 3.0, 3.0], [1e-9, 0.0], [1e4, 0.0, -1e4]])
def test_gives_all_to_the_greedy_class_at_zero(kata, logits):
    kata.check("with_temperature", np.array(logits), 0.0)


@pytest.mark.parametrize(
    ("logits", "temperature"),
    [([1.0, 0.5, 0.999], 1e-3), ([1000.0, 1001.0], 1.0), ([-1e4, -1e4], 1.0), ([2000.0, 0.0], 1e3)],
    ids=["cold", "large", "low", "hot"],
)
def test_is_finite_for_large_logits_and_low_temperatures(kata, logits, temperature):
    logits = np.array(logits)
    kata.check("with_temperature", logits, temperature, scale=rounding(logits, temperature))


@pytest.mark.parametrize("temperature", [0.0, 0.7, 1.0, 1e6])
def test_gives_probability_zero_where_a_logit_is_minus_infinity(kata, temperature):
    kata.check("with_temperature", np.array([-np.inf, 1.0, -np.inf, 2.0]), temperature)


@given(plain_logits(), temperatures())
@example(np.array([0.0, 1.0, 2.0]), 0.5)
def test_agrees_with_numpy_and_torch(kata, logits, temperature):
    kata.check("with_temperature", logits, temperature, scale=rounding(logits, temperature))


@given(plain_logits(), temperatures(), st.sampled_from([0.25, 0.5, 2.0, 4.0]))
def test_depends_on_nothing_but_logits_over_temperature(kata, logits, temperature, factor):
    scaled = kata.with_temperature(logits * factor, temperature * factor)
    law = "twice the logits at twice the temperature give the same"
    kata.equal(scaled, kata.with_temperature(logits, temperature), law, scale=rounding(logits, temperature))


@given(plain_logits())
@example(np.array([3.0, 1.0, 0.2]))
def test_approaches_uniform_as_the_temperature_rises(kata, logits):
    probs = kata.with_temperature(logits, 1e30)
    kata.equal(probs, np.full_like(logits, 1 / len(logits)), "a very large T makes all classes equally likely")


# ------------------------------------------------------------------------- core: drawing from it


@pytest.mark.parametrize(("temperature", "figure"), [(0.0, 0), (0.5, 0), (1.0, 1), (2.0, 2)])
def test_worked_example_of_a_draw(kata, temperature, figure):
    logits, u = np.array([3.0, 1.0, 0.2]), np.array(0.9)
    kata.check_figure("sample_with_temperature", logits, temperature, u, gives=figure)


@given(plain_draws())
@example((np.array([0.0, 1.0, 2.0]), 1.0, np.array(0.2)))
@example((np.array([0.0, 0.0, 0.0]), 1.0, np.array(0.5)))
def test_draws_the_smallest_index_whose_cumulative_probability_exceeds_u(kata, draw):
    kata.check("sample_with_temperature", *draw)


def test_draws_the_first_possible_class_for_u_zero(kata):
    kata.check("sample_with_temperature", np.array([-np.inf, -np.inf, 1.0, 0.0]), 1.0, np.array(0.0))


@pytest.mark.parametrize("u", [0.0, 0.5, 0.99])
def test_draws_the_greedy_class_at_zero_whatever_u_is(kata, u):
    kata.check("sample_with_temperature", np.array([1.0, 3.0, 3.0]), 0.0, np.array(u))


def each_draw(solution, logits, temperature, u):
    return [solution.sample_with_temperature(logits, temperature, u[i, ...]) for i in range(u.shape[0])]


def test_draws_each_class_as_often_as_its_probability_says(kata):
    """Pearson's statistic of 1000 draws; with u from one seed in a million a right solution would fail."""
    row, temperature, n = np.array([1.0, 0.0, -1.0, 2.0]), 0.7, 1000
    drawn = np.array(kata.run(each_draw, row, temperature, np.random.default_rng(0).random(n)))
    kata.require(drawn.shape == (n,), "one draw for each u")
    seen = np.count_nonzero(drawn[:, None] == np.arange(row.size), axis=0)
    expected = n * scipy.special.softmax(row / temperature)
    statistic = np.sum((seen - expected) ** 2 / expected)
    kata.require(statistic < scipy.special.chdtri(row.size - 1, 1e-6), "classes come up as often as they should")


def test_is_written_from_scratch(kata):
    def all_three(solution, logits, u):
        greedy, probs = solution.greedy(logits), solution.with_temperature(logits, 0.7)
        cold, warm = (solution.sample_with_temperature(logits, t, u) for t in (0.0, 0.7))
        return [greedy, probs, cold, warm]

    kata.check_from_scratch(all_three, np.array([1.0, 2.0, 3.0]), np.array(0.5))


# ------------------------------------------------------------------------- edges: the distribution


@edges
@given(st.one_of(logits_arrays(), masked_logits()))
@example(np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 1.0]]))
@example(np.array([[-5.0, -1.0], [-2.0, -3.0], [0.0, 7.0]]))
@example(np.zeros((2, 3, 4), np.float32))
@example(np.array([[0.0, 1e-300], [1.0, np.nextafter(1.0, 2.0)]]))
def test_greedy_picks_the_first_in_each_slice(kata, logits):
    kata.check("greedy", logits)


@edges
@given(logits_arrays(), temperatures())
@example(np.array([[1.0, 2.0], [1000.0, 1001.0]]), 2.0)
@example(np.array([[0.0, 1.0, 2.0], [3.0, 0.0, 1.0]]), 0.5)
@example(np.arange(24.0).reshape(2, 3, 4) % 5, 0.7)
@example(np.array([[0.0, 1.0], [2.0, 0.0]]), 1)
def test_agrees_in_batches_of_every_dtype_and_layout(kata, logits, temperature):
    kata.check("with_temperature", logits, temperature, scale=rounding(logits, temperature))


@edges
@given(logits_arrays(magnitude=1e4), st.sampled_from([1e-6, 1e-3, 0.1, 1.0, 1e3, 1e6]), dtypes())
@example(np.array([[1000.0, 0.0]]), 1e3, np.float64)
@example(np.array([[1.0, 0.0]]), 1e-3, np.float64)
@example(np.array([[1.0, 0.5, 0.999]]), 1e-3, np.float32)
@example(np.array([[-2.0, -1.0], [2.0, 1.0]]), 1e-3, np.float64)
@example(np.array([[-1e4, -1e4], [1e4, 1e4]]), 1.0, np.float64)
@example(np.array([[1e-12, 0.0, 1e-12]]), 1e-12, np.float64)
@example(np.array([[0.0, -80.0]]), 1.0, np.float64)
@example(np.array([[1e20, 1e20, -1e20]]), 1.0, np.float32)
def test_is_finite_at_any_temperature(kata, logits, temperature, dtype):
    kata.check("with_temperature", logits.astype(dtype), temperature, scale=rounding(logits, temperature))


@edges
@given(st.one_of(logits_arrays(), masked_logits()), st.sampled_from([0.0, 0]))
@example(np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]), 0.0)
@example(np.array([[1e-9, 0.0], [0.0, 1e-9]]), 0.0)
@example(np.array([[1e4, 0.0], [-1e4, 0.0]], np.float32), 0.0)
def test_gives_all_to_the_greedy_class_of_each_slice_at_zero(kata, logits, temperature):
    kata.check("with_temperature", logits, temperature)


@edges
@given(st.integers(1, 5).flatmap(lambda n: st.permutations(range(n))), dtypes())
def test_approaches_greedy_as_the_temperature_falls(kata, ranks, dtype):
    logits = np.array(ranks, dtype)
    one_hot = (logits == logits.max()).astype(dtype)
    kata.equal(kata.with_temperature(logits, 1e-3), one_hot, "T near 0 gives all to the largest logit")


@edges
@given(masked_logits(), st.one_of(temperatures(), st.sampled_from([0.0, 1e-3, 1e6, 1e30])))
@example(np.array([[-np.inf, 1.0, 2.0]]), 1e30)
@example(np.array([[-np.inf, 1.0, -np.inf, 2.0]]), 0.7)
@example(np.array([[-np.inf, -1.0, -np.inf]]), 0.0)
def test_any_logits_may_be_minus_infinity(kata, logits, temperature):
    kata.check("with_temperature", logits, temperature, scale=rounding(logits, temperature))


@edges
@pytest.mark.parametrize("shape", [(2, 50_000), (16, 40, 6)])
def test_handles_a_vocabulary_of_fifty_thousand_and_a_large_batch(kata, shape):
    logits = np.random.default_rng(0).normal(0, 5, size=shape).astype(np.float32)
    kata.check("with_temperature", logits, 0.8, scale=rounding(logits, 0.8))


@edges
@pytest.mark.parametrize("temperature", [-0.5, -1e-3, -2])
def test_refuses_a_negative_temperature(kata, temperature):
    logits = np.array([[1.0, 2.0, 3.0], [3.0, 0.0, 1.0]])
    u = np.array([0.5, 0.1])
    kata.check_raises(ValueError, "with_temperature", logits, temperature, says=[temperature])
    kata.check_raises(ValueError, "sample_with_temperature", logits, temperature, u, says=[temperature])


# ------------------------------------------------------------------------- edges: drawing from it


@edges
@pytest.mark.parametrize("temperature", [0.0, 0.5, 1.0, 2.0])
def test_u_may_be_a_plain_number(kata, temperature):
    kata.check("sample_with_temperature", np.array([3.0, 1.0, 0.2]), temperature, 0.9)


@edges
def test_a_plain_number_keeps_its_digits(kata):
    """In float32, 0.1 is 1.5e-9 more, which is class 1."""
    kata.check("sample_with_temperature", np.log([0.1 + 1e-9, 0.9 - 1e-9]), 1.0, 0.1)


@edges
@given(draws())
@example((np.array([[0.2, 1.0, 3.0]] * 4), 2.0, np.array([0.3, 0.1, 0.9, 0.16])))
@example((np.array([[0.0, 0.0, 0.0]] * 3), 1.0, np.array([0.9, 0.5, 0.1])))
@example((np.array([[5.0, 0.0], [0.0, 5.0], [0.0, 0.0]]), 10.0, np.array([0.7, 0.3, 0.4], np.float64)))
@example((np.zeros((2, 3, 4)), 1.0, np.array([[0.1, 0.3, 0.6], [0.9, 0.6, 0.1]])))
@example(
    (np.array([[1000.0, 1001, 1002], [-1001, -1001, -1000], [-1000, -999, -1000]]), 1.0, np.array([0.5, 0.3, 0.9]))
)
@example(
    (np.log([[[[1.0, 2.0, 1.0], [1.0, 1.0, 2.0]], [[2.0, 1.0, 1.0]] * 2]]), 1.0, np.array([[[0.7, 0.3], [0.9, 0.1]]]))
)
@example((np.array([[0.0, -20.0]] * 2 + [[-20.0, 0.0], [0.0, 1.0]]), 1.0, np.array([1 - 4e-9, 1 - 1e-9, 1e-9, 0.1])))
def test_each_slice_has_a_draw_of_its_own(kata, draw):
    kata.check("sample_with_temperature", *draw)


@edges
@given(masked_logits(magnitude=2.0), st.floats(0.5, 2.0))
@example(np.array([[-np.inf, 0.0, 1.0], [0.0, -np.inf, 1.0]]), 1.0)
def test_draws_the_first_possible_class_of_each_slice_for_u_zero(kata, logits, temperature):
    kata.check("sample_with_temperature", logits, temperature, np.zeros(logits.shape[:-1], logits.dtype))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_draws_the_first_possible_class_of_each_of_many_slices(kata, dtype):
    """Row n has 65 - n equal classes, and whatever rounding leaves of their sum is no matter of the next row."""
    logits = np.where(np.tri(64, 65, -1, dtype=bool), -np.inf, 0.0).astype(dtype)
    kata.check("sample_with_temperature", logits, 1.0, np.zeros(64, dtype))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_draws_the_last_possible_class_for_u_just_under_one(kata, dtype):
    """Row n has n + 1 equal classes, whose probabilities add up to less than 1 for some n."""
    logits = np.where(np.tri(64, 65, dtype=bool), 0.0, -np.inf).astype(dtype)
    u = np.full(64, just_under_one[dtype])
    kata.check("sample_with_temperature", logits, 1.0, u)


@edges
@given(st.one_of(logits_arrays(), masked_logits()), st.sampled_from([0.0, 0.5, "just under 1"]))
@example(np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 1.0]]), 0.0)
@example(np.array([[3.0, 3.0, 3.0, 3.0], [1.0, 2.0, 2.0, 2.0]]), 0.5)
@example(np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 1.0]]), "just under 1")
def test_draws_the_greedy_class_of_each_slice_at_zero(kata, logits, u):
    u = just_under_one[logits.dtype.type] if u == "just under 1" else u
    kata.check("sample_with_temperature", logits, 0.0, np.full(logits.shape[:-1], u, logits.dtype))


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(logits_arrays(), temperatures())
@example(np.array([[0.0, 2000.0], [1.0, 0.0]]), 0.5)
@example(np.array([[0.0, -np.inf, 2.0]]), 0.7)
def test_gradient_agrees_with_torch(kata, logits, temperature):
    kata.check_gradient("with_temperature", logits.astype(np.float64), temperature)


@pytest.mark.kata(targets="torch-cpu")
@pytest.mark.parametrize("temperature", [0.0, 0.7])
def test_stays_on_the_device_of_its_input(kata, temperature):
    logits, u = np.array([[1.0, 2.0, 3.0], [3.0, 0.0, 1.0]]), np.array([0.5, 0.99])
    kata.check_device("greedy", logits)
    kata.check_device("with_temperature", logits, temperature)
    kata.check_device("sample_with_temperature", logits, temperature, u)
    kata.check_device("sample_with_temperature", logits[0], temperature, 0.5)
