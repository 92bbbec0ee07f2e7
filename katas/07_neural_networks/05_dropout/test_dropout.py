"""Dropout sets a random share p of the entries to zero, and keeps the mean."""

import math

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device
from dojo.strategies import arrays, dtypes, integer_arrays, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=25,
    from_scratch=[
        *("dropout", "Dropout", "dropout1d", "Dropout1d", "dropout2d", "Dropout2d", "dropout3d", "Dropout3d"),
        *("native_dropout", "alpha_dropout", "AlphaDropout", "feature_dropout", "feature_alpha_dropout"),
        *("fused_dropout", "FeatureAlphaDropout"),
    ],
    instead="You need random numbers, a comparison and a division.",
    random=True,  # without `uniform` a solution draws from the generator of its library
    ladder={"x": "finite", "uniform": "uniform"},
    long="*",
)

X, UNIFORM = np.array([[1.0, 2.0, -3.0], [4.0, 5.0, 6.0]]), np.array([[0.2, 0.0625, 0.75], [0.5, 0.125, 0.875]])
CALLS, SHAPE = 8, (8, 16, 32)
"""What `faults` looks at: 32768 decisions."""
THINGS = ["calls", "examples", "rows", "columns"]
FALSE_ALARM = 1e-8
"""How often, at most, one law of chance fails a right solution (Hoeffding, 1963): under 1e-6 for the whole judge."""
SLACK = math.sqrt(math.log(2 / FALSE_ALARM) / (2 * CALLS * math.prod(SHAPE)))

shares = st.sampled_from([0.25, 0.5, 0.1, 0.75, 0.9, 0.0])


@st.composite
def plain_draws(draw):
    """Entries, one uniform number for each, none of which is 0 or equal to the share to drop, and the share."""
    x = draw(plain_arrays())
    return x, (draw(integer_arrays(x.shape, 0, 64)) + 0.5) / 64, draw(shares)


@st.composite
def draws(draw):
    """Entries, one uniform number for each, in 64ths, and a share to drop: exact in float32, with ties."""
    x = draw(arrays())
    uniform = draw(integer_arrays(x.shape, 0, 64)) / 64
    return x, uniform.astype(draw(dtypes())), draw(shares)


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    x, uniform = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.1, 0.9, 0.3, 0.6])
    kata.check_figure("dropout", x, p=0.25, uniform=uniform, gives=[0.0, 2.667, 4.0, 5.333], decimals=3)


@pytest.mark.parametrize("p", [0.25, 0.1, 0.9, 0.0])
def test_drops_where_uniform_is_less_than_p(kata, p):
    kata.check("dropout", X, p, uniform=UNIFORM)


def test_drops_half_in_training_by_default(kata):
    kata.check("dropout", X, uniform=np.array([[0.3, 0.45, 0.75], [0.55, 0.125, 0.875]]))


def test_changes_nothing_in_evaluation(kata):
    kata.check("dropout", X, 0.25, training=False)
    kata.check("dropout", X, 0.25, training=False, uniform=UNIFORM)


@given(plain_draws())
def test_agrees_with_numpy_and_torch(kata, x_uniform_p):
    x, uniform, p = x_uniform_p
    kata.check("dropout", x, p, uniform=uniform)


@given(plain_arrays(), st.integers(0, 7))
@example(np.array([[1.0, -2.0, 3.0], [0.5, 1.0, 2.0]]), 2)
def test_keeps_the_mean_over_all_draws(kata, x, eighths):
    each = np.broadcast_to((np.arange(8.0).reshape(8, *[1] * x.ndim) + 0.5) / 8, (8, *x.shape))
    results = kata.dropout(np.broadcast_to(x, each.shape).copy(), eighths / 8, uniform=each.copy())
    kata.equal(results.mean(axis=0), x, "the mean over uniform = 1/16, 3/16, ... 15/16 is x")


def obedience(solution, x):
    """Whether `uniform` alone decides which entries are dropped, here all of them and then none."""
    dropped = solution.dropout(x, 0.5, uniform=x * 0.25).tolist()
    kept = solution.dropout(x, 0.5, uniform=x * 0.75).tolist()
    return {"all are dropped where uniform is 0.25": not any(dropped), "all are kept where it is 0.75": all(kept)}


def test_leaves_the_decision_to_uniform(kata):
    kata.check(obedience, np.ones(64))


def faults(solution, ones, p):
    """What is wrong with several calls without `uniform`; where entries go together, a share says nothing."""
    results = np.array([solution.dropout(ones, p).tolist() for _ in range(CALLS)])  # (calls, *shape)
    kept, mean, largest = results != 0, results.mean(), round(float(results.max()), 3)
    together = {f"two {things} drop the same entries": alike(kept, axis) for axis, things in enumerate(THINGS)}
    together["each call drops as many"] = len(set(kept.reshape(CALLS, -1).sum(axis=1).tolist())) == 1
    shares = {
        "the share dropped is not p": abs(kept.mean() - (1 - p)) >= SLACK,
        "the share dropped is 1 - p": abs(kept.mean() - p) < SLACK,
        "the mean changes": abs(mean - 1) >= SLACK / (1 - p),
        f"1 becomes {largest}": largest != round(1 / (1 - p), 3),
    }
    return [fault for fault, found in (together if any(together.values()) else shares).items() if found]


def alike(kept, axis):
    """Whether two neighbours along an axis keep the same entries: less than one chance in 1e100 by luck."""
    slices = np.moveaxis(kept, axis, 0).reshape(kept.shape[axis], -1)
    return bool((slices[1:] == slices[:-1]).all(axis=1).any())


@pytest.mark.parametrize("p", [0.25, 0.9])
def test_drops_a_share_p_of_the_entries(kata, p):
    found = kata.run(faults, np.ones(SHAPE), p)
    kata.require("the share dropped is not p" not in found, "a share p of the entries is dropped")


@pytest.mark.parametrize("p", [0.25, 0.9])
def test_keeps_the_mean(kata, p):
    kata.require("the mean changes" not in kata.run(faults, np.ones(SHAPE), p), "the mean of many entries is kept")


@pytest.mark.parametrize("p", [0.25, 0.9])
def test_draws_anew_in_every_call(kata, p):
    found = kata.run(faults, np.ones(SHAPE), p)
    kata.require("two calls drop the same entries" not in found, "each call drops other entries")


@pytest.mark.parametrize("p", [0.25, 0.9])
def test_decides_for_each_entry_on_its_own(kata, p):
    kata.require(kata.run(faults, np.ones(SHAPE), p) == [], "each entry is dropped or kept on its own")


def both_ways(solution, x, uniform):
    """With numbers of its own, and with those it is given."""
    return solution.dropout(x, 0.5), solution.dropout(x, 0.5, uniform=uniform)


test_is_written_from_scratch = from_scratch(both_ways, np.array([1.0, 2.0]), np.array([0.25, 0.75]))


# --------------------------------------------------------------------------------------- edges


@edges
@given(draws())
@example((np.array([1.0, 2.0, 3.0]), np.array([0.25, 0.5, 0.0]), 0.25))
@example((np.array([1.0, 2.0, 3.0]), np.array([0.0, 0.5, 0.9375]), 0.0))
@example((np.array([1.0, 2.0]), np.array([0.5, 1 - 2.0**-31]), 1 - 2.0**-30))
@example((np.array([1.0, 2.0], np.float32), np.array([0.0, 0.5]), 0.25))
@example((np.array([1.0, 2.0]), np.array([0.0, 0.5], np.float32), 0.25))
@example((np.zeros((0, 3)), np.zeros((0, 3)), 0.25))
def test_keeps_an_entry_whose_number_equals_p(kata, x_uniform_p):
    x, uniform, p = x_uniform_p
    kata.check("dropout", x, p, uniform=uniform)


def a_quarter_by_float64(solution, x, numbers):
    """Whole numbers, divided by 2**40: float32 does not tell those next to a quarter apart."""
    xp = array_namespace(numbers)
    return solution.dropout(x, 0.25, uniform=xp.astype(numbers, xp.float64) / 2**40)


@edges
def test_compares_uniform_as_it_is(kata):
    kata.check(a_quarter_by_float64, np.array([1.0, 2.0, 3.0], np.float32), np.array([2**38 - 1, 2**38, 2**38 + 1]))


@edges
@given(draws(), st.sampled_from([0, 1, 0.0, 1.0]))
@example((np.array([1.0, 0.0, -3.0]), np.array([0.0, 0.5, 1 - 2.0**-24]), 0.5), 1.0)
@example((np.array([1.0, 0.0, -3.0]), np.array([0.0, 0.5, 1 - 2.0**-24]), 0.5), 0)
def test_drops_nothing_at_p_0_and_all_at_p_1(kata, x_uniform_p, p):
    x, uniform, _ = x_uniform_p
    kata.check("dropout", x, p, uniform=uniform)
    kata.check("dropout", x, p)


@edges
@given(draws(), st.sampled_from([0.25, 0, 1, 1.0]))
@example((X, UNIFORM, 0.5), 1.0)
def test_changes_nothing_in_evaluation_whatever_p_is(kata, x_uniform_p, p):
    x, uniform, _ = x_uniform_p
    kata.check("dropout", x, p, training=False, uniform=uniform)
    kata.check("dropout", x, p, training=False)


@edges
@given(arrays(), st.sampled_from([0.1, 0.5, 0.9]))
def test_keeps_shape_and_dtype_where_it_draws(kata, x, p):
    kata.check("dropout", np.zeros_like(x), p)  # zeros show the dtype and the shape, and not the draws


@edges
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("p", [-0.1, 1.1, 50, -math.inf, math.nan])
def test_refuses_what_is_no_probability(kata, p, training):
    uniform = np.array([0.0, 0.5])
    kata.check_raises(ValueError, "dropout", np.array([1.0, 2.0]), p, training, uniform=uniform, says=[p])


@edges
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("shape", [(3,), (1, 3), (2, 1), (3, 2), (2, 2), ()], ids=str)
def test_refuses_draws_of_another_shape(kata, shape, training):
    uniform = np.full(shape, 0.75)
    kata.check_raises(ValueError, "dropout", X, 0.5, training, uniform=uniform, says=[shape, X.shape])


# --------------------------------------------------------------------------------------- torch


def dropped(solution, x, sixty_fourths, p):
    """Whole numbers for the draws: nothing is differentiated by them."""
    return solution.dropout(x, p, uniform=sixty_fourths / 64)


@pytest.mark.kata(targets="torch")
@given(draws())
def test_gradient_flows_through_the_kept_entries(kata, x_uniform_p):
    x, uniform, p = x_uniform_p
    kata.check_gradient(dropped, x.astype(np.float64), (uniform * 64).astype(np.int64), p)


def slopes_beside_a_branch_that_is_dropped(solution, x, eighths):
    x.requires_grad_()
    (x + solution.dropout(x, 1.0, uniform=eighths / 8)).sum().backward()
    return x.grad


@pytest.mark.kata(targets="torch")
def test_gradient_is_zero_where_all_are_dropped(kata):
    slopes = kata.run(slopes_beside_a_branch_that_is_dropped, np.array([1.0, -2.0, 0.0]), np.array([0, 7, 4]))
    kata.equal(slopes, np.ones(3), "at p = 1 the gradient of x + dropout(x) is 1")


test_stays_on_the_device_of_its_input = on_its_device(
    both_ways, np.ones((2, 3)), np.array([[0.0, 0.5, 0.75], [0.25, 0.1, 0.9]])
)
