"""Moments: an expectation weighs by probability, a variance measures from it; at the edges, both in one pass."""

import tracemalloc

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, integer_arrays, normalised, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=20,
    from_scratch=[
        *themes.NORMALIZATION,
        *("average", "var", "std", "var_mean", "std_mean", "nanvar", "nanstd", "cov", "corrcoef", "tvar", "tstd"),
        *("tmean", "describe", "rv_discrete", "fmean", "pvariance", "stdev", "pstdev", "NormalDist"),
    ],
    instead="You need products and sums; for the running moments a count, a mean and a sum of squares.",
    ladder={"values": "finite", "probs": "distribution"},
    long="outcomes",
)


@st.composite
def plain_variables(draw):
    """The values of a few outcomes, at some height, and their probabilities, none of which is zero."""
    values = draw(plain_arrays(st.integers(2, 5))) + draw(st.integers(-100, 100))
    return values, normalised(np.abs(draw(plain_arrays(values.shape, exclude_zero=True))))


@st.composite
def plain_series(draw):
    """A series of numbers, at some height."""
    return draw(plain_arrays(st.integers(2, 8))) + draw(st.integers(-100, 100))


@st.composite
def variables(draw, dtype=None, zeros=True):
    """Values of outcomes, rows at heights of their own, and the probabilities of the outcomes."""
    values = draw(arrays(dtype=dtype))
    if draw(st.booleans()):
        values = values + draw(arrays((*values.shape[:-1], 1), values.dtype, magnitude=1e3, layouts=False))
    weights = np.abs(draw(arrays(values.shape, values.dtype, exclude_zero=not zeros, layouts=False)))
    return values, normalised(weights)


@st.composite
def whole_variables(draw):
    """Whole numbers for values, and the probabilities of the outcomes."""
    values, probs = draw(variables())
    return draw(integer_arrays(values.shape, -5, 10)), probs


@st.composite
def observations(draw, min_count=1, max_count=6):
    """A series of observations, the first axis counts them; some are far from 0 and close together."""
    shape = draw(shapes(min_dims=0, max_dims=2, max_side=3))
    series = draw(arrays((draw(st.integers(min_count, max_count)), *shape)))
    far = {np.float32: 1e4, np.float64: 1e8}[series.dtype.type]
    return series + series.dtype.type(draw(st.sampled_from([0.0, far, -far])))


@st.composite
def parts(draw):
    """A series cut into parts, some of them empty, and for each part but the first which one before it takes it in."""
    series = draw(observations())
    cuts = sorted(draw(st.lists(st.integers(0, len(series)), max_size=3)))
    taken_in_by = [draw(st.integers(0, i)) for i in range(len(cuts))]
    return np.split(series, cuts), taken_in_by


def spread(*values):
    """How far a variance moves with its values: the distance between them times their size. A mean moves by less."""
    values = np.concatenate([v.reshape(-1) for v in values]).astype(np.float64)
    return np.abs(values).max(initial=0.0) * (1 + np.ptp(values)) if values.size else 0.0


def expected_and_spread(solution, values, probs):
    return [solution.expectation(values, probs), solution.variance(values, probs)]


def at_hand(moments, ddof=0):
    return {"mean": moments.mean(), "variance": moments.variance(ddof)}


def seen(solution, series):
    moments = solution.RunningMoments()
    for i in range(series.shape[0]):
        moments.add(series[i, ...])
    return moments


def one_at_a_time(solution, series, ddof=0):
    return at_hand(seen(solution, series), ddof)


def mean_of(solution, series):
    return seen(solution, series).mean()


def variance_of(solution, series, *ddof):
    return seen(solution, series).variance(*ddof)


def variance_with(solution, series, ddof):
    return seen(solution, series).variance(ddof=ddof)


def after_each(solution, series):
    """The moments after each observation, all looked at in the end."""
    moments, found = solution.RunningMoments(), []
    for i in range(series.shape[0]):
        moments.add(series[i, ...])
        found.append(at_hand(moments))
    return found


def merged(solution, parts, taken_in_by):
    """Each part is seen by an object of its own; from the last one on, each is taken in by one before it."""
    objects = [seen(solution, part) for part in parts]
    for i in range(len(taken_in_by), 0, -1):
        objects[taken_in_by[i - 1]].merge(objects[i])
    return at_hand(objects[0])


def merged_and_gone_on(solution, first, second, more):
    """Two objects before the first takes in the second, after it, and after each has gone on alone."""
    one, two = seen(solution, first), seen(solution, second)
    found = [at_hand(two), *([at_hand(one)] if first.shape[0] else [])]
    one.merge(two)
    found += [at_hand(one), at_hand(two)]
    two.add(more)
    found += [at_hand(one), at_hand(two)]
    one.add(more * 3)
    return [*found, at_hand(one), at_hand(two)]


def merged_with_itself(solution, series):
    moments = seen(solution, series)
    moments.merge(moments)
    return at_hand(moments, ddof=1)


def merged_by(solution, first, second):
    one, two = seen(solution, first), seen(solution, second)
    one.merge(two)
    return one.variance()


def in_one_buffer(solution, series):
    """Every observation arrives in the same array."""
    moments, buffer = solution.RunningMoments(), array_namespace(series).asarray(series[0, ...], copy=True)
    for i in range(series.shape[0]):
        buffer[...] = series[i, ...]
        moments.add(buffer)
    buffer[...] = -1.0
    return at_hand(moments)


def taking_turns(solution, series):
    """Two objects, of which one sees the series backwards and a half of it only."""
    one, two = solution.RunningMoments(), solution.RunningMoments()
    for i in range(series.shape[0]):
        one.add(series[i, ...])
        if i % 2:
            two.add(series[-i, ...])
    return [at_hand(one), at_hand(two)]


def memory_is_bounded(solution, observation):
    """Whether less than a fifth of the last hundred observations is still held."""
    tracemalloc.start()
    try:
        moments, held = solution.RunningMoments(), []
        for many in (20, 100):
            for i in range(many):
                moments.add(observation + i)
            held.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    return held[1] - held[0] < 20 * observation.nbytes


def moments_of_softmax(solution, values, logits):
    """Probabilities that stay on the simplex, however the logits move."""
    xp = array_namespace(values, logits)
    weights = xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))
    probs = weights / xp.sum(weights, axis=-1, keepdims=True)
    return [solution.expectation(values, probs), solution.variance(values, probs)]


both = pytest.mark.parametrize("name", ["expectation", "variance"])

EIGHT = np.array([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0])
FAR = np.array([1.0, 2.25, 4.5, 5.0]) + 1e8
ROWS = np.array([[1.0, -2.0], [4.0, 0.0], [10.0, 7.0], [0.0, 1.0]])
NARROW = np.float32([100001.0, 100002.0, 100004.0, 100005.0])
TWO = (np.array([[1.0, 2.0, 4.0], [0.0, 10.0, -2.0]]), np.array([[0.5, 0.25, 0.25], [0.125, 0.5, 0.375]]))
SQUARE = (np.array([[1.0, 2.0], [5.0, -3.0]]), np.array([[0.25, 0.75], [0.5, 0.5]]))
DEEP = (np.arange(24.0).reshape(2, 3, 4) % 7, normalised(np.arange(24.0).reshape(2, 3, 4) % 5))


# ---------------------------------------------------------------------------------------- core


@pytest.mark.parametrize(("name", "figure"), [("expectation", 1.5), ("variance", 2.25)])
def test_worked_example(kata, name, figure):
    kata.check_figure(name, np.array([0.0, 1.0, 4.0]), np.array([0.25, 0.5, 0.25]), gives=figure)


@both
@given(plain_variables())
@example((np.array([3.0, -1.0, 8.0, 2.0]), np.array([0.125, 0.5, 0.25, 0.125])))
def test_agrees_with_numpy_and_torch(kata, name, variable):
    kata.check(name, *variable, scale=spread(variable[0]))


@pytest.mark.parametrize("far", [1e8, -3e7])
def test_variance_is_right_for_values_far_from_zero(kata, far):
    values = np.array([1.0, 2.0, 4.5, 5.0]) + far
    # rounding the values at 1e8 moves their variance by a millionth
    kata.check("variance", values, np.array([0.125, 0.25, 0.5, 0.125]), scale=spread(values))


@given(plain_variables(), st.integers(-3, 3))
def test_expectation_is_linear(kata, variable, factor):
    x, probs = variable
    y = x[::-1] ** 2
    together = kata.expectation(factor * x + y, probs)
    apart = factor * kata.expectation(x, probs) + kata.expectation(y, probs)
    kata.equal(together, apart, "E[a X + Y] = a E[X] + E[Y]", scale=np.abs(factor * x).max() + y.max())


@given(plain_variables())
def test_entropy_is_the_expectation_of_the_surprise(kata, variable):
    _, probs = variable
    entropy = -np.sum(probs * np.log(probs))
    kata.equal(kata.expectation(-np.log(probs), probs), entropy, "H(p) = E[-log p]", scale=1)


@given(plain_variables(), st.sampled_from([-3, -1, 0.5, 2]), st.integers(-50, 50))
def test_variance_forgets_a_shift_and_squares_a_factor(kata, variable, factor, shift):
    values, probs = variable
    moved = kata.variance(factor * values + shift, probs)
    scale = (abs(factor) * np.abs(values).max() + abs(shift)) ** 2
    kata.equal(moved, factor**2 * kata.variance(values, probs), "Var(a X + b) = a^2 Var(X)", scale=scale)


@given(plain_variables(), plain_variables())
def test_variance_adds_up_over_independent_variables(kata, first, second):
    (x, p), (y, q) = first, second
    both = kata.variance(np.add.outer(x, y).ravel(), np.outer(p, q).ravel())
    apart = kata.variance(x, p) + kata.variance(y, q)
    scale = (np.abs(x).max() + np.abs(y).max()) ** 2
    kata.equal(both, apart, "Var(X + Y) = Var(X) + Var(Y) of independent ones", scale=scale)


test_is_written_from_scratch = from_scratch(expected_and_spread, np.array([3.0, 1.0, 8.0]), np.array([0.5, 0.25, 0.25]))


# ------------------------------------------------------------------ edges: of a distribution


@edges
@both
@given(variables())
@example(TWO)
@example(SQUARE)
@example(DEEP)
@example((np.float32([100001.0, 100002.0, 100004.0]), np.float32([0.25, 0.5, 0.25])))
@example((np.float32([[1.0, 2.0, 4.0]]), np.float32([[0.0, 0.75, 0.25]])))
@example((np.float32([1e18, -1e18, 3e18]), np.float32([0.25, 0.5, 0.25])))
def test_agrees_in_batches_of_every_dtype_and_layout(kata, name, variable):
    kata.check(name, *variable, scale=spread(variable[0]))


@edges
@both
@given(whole_variables())
@example((np.array([3, 1, 8]), TWO[1]))
@example((np.array([3, 1, 8]), np.float32(TWO[1])))
@example((np.array([100, 101, 127], np.int8), TWO[1]))
@example((np.arange(1, 7), np.full(6, 1 / 6)))
def test_takes_whole_values_and_keeps_the_dtype_of_the_probabilities(kata, name, variable):
    kata.check(name, *variable, scale=spread(variable[0]))


@edges
@both
@given(variables())
@example(TWO)
@example(SQUARE)
def test_one_of_the_two_may_be_the_same_for_a_batch(kata, name, variable):
    values, probs = (np.atleast_2d(v) for v in variable)
    scale = spread(values)
    kata.check(name, values.reshape(-1, values.shape[-1])[0], probs, scale=scale)
    kata.check(name, values, probs.reshape(-1, probs.shape[-1])[-1], scale=scale)
    kata.check(name, values[..., None, :], probs[..., None, :, :], scale=scale)


@edges
@pytest.mark.parametrize(("dtype", "far"), [(np.float64, 1e8), (np.float64, -3e7), (np.float32, 1e4)])
def test_variance_of_each_row_is_right_far_from_zero(kata, dtype, far):
    values = np.array([[1.0, 2.0, 4.5, 5.0], [0.0, 0.25, 0.5, 3.0], [2.0, 2.0, 2.0, 2.0]])
    values = values + far * np.array([[1.0], [-1.0], [0.5]])
    scale = np.array([spread(row) for row in values])
    # rounding the values at 1e8 moves their variance by a millionth
    kata.check("variance", values.astype(dtype), np.array([0.125, 0.25, 0.5, 0.125], dtype), scale=scale)


@edges
@given(variables())
@example((np.full((2, 3), 0.1), np.full((2, 3), 1 / 3)))
def test_variance_is_never_negative(kata, variable):
    kata.require(kata.variance(*variable) >= 0, "Var(X) >= 0")


# ------------------------------------------------------------------ edges: of observations


@edges
@pytest.mark.parametrize(
    ("scenario", "options", "figure"), [(mean_of, (), 5.0), (variance_of, (), 4.0), (variance_of, (1,), 4.5714)]
)
def test_worked_example_of_a_run(kata, scenario, options, figure):
    kata.check_figure(scenario, EIGHT, *options, gives=figure, decimals=4)


@edges
@given(plain_series())
@example(FAR)
def test_running_moments_agree_with_numpy_and_torch(kata, series):
    kata.check(one_at_a_time, series, scale=spread(series))


@edges
def test_moments_can_be_asked_for_after_each_observation(kata):
    kata.check(after_each, EIGHT)


@edges
@pytest.mark.parametrize("ddof", [0, 1, 2, 3])
def test_variance_divides_by_n_minus_ddof(kata, ddof):
    kata.check(variance_with, EIGHT[:5], ddof)


@edges
@pytest.mark.parametrize("cut", [1, 3, 4, 7])
def test_a_merge_gives_the_moments_of_both_parts_together(kata, cut):
    kata.check(merged, [EIGHT[:cut], EIGHT[cut:]], [0])


@edges
@given(plain_series(), plain_series())
@example(FAR, FAR[:2] + 10)
def test_any_two_series_can_be_merged(kata, first, second):
    kata.check(merged, [first, second], [0], scale=spread(first, second))


test_running_moments_are_written_from_scratch = edges(from_scratch(merged, [EIGHT[:3], EIGHT[3:]], [0]))


@edges
@given(observations())
@example(ROWS)
@example(NARROW)
@example(FAR)
@example(np.float32(ROWS))
@example(ROWS * 1e-20)
@example(np.float32(ROWS * 1e17))
@example(np.full((3, 1), 0.1))
def test_each_entry_of_an_observation_has_moments_of_its_own(kata, series):
    kata.check(one_at_a_time, series, scale=spread(series))


@edges
@given(observations())
@example(ROWS)
@example(NARROW)
@example(FAR)
def test_moments_that_were_returned_do_not_change(kata, series):
    kata.check(after_each, series, scale=spread(series))


@edges
@pytest.mark.parametrize("ddof", [0, 1, 2, 3])
@pytest.mark.parametrize("series", [ROWS, FAR], ids=["rows", "numbers"])
def test_variance_of_each_entry_divides_by_n_minus_ddof(kata, series, ddof):
    kata.check(variance_with, series, ddof, scale=spread(series))


@edges
@pytest.mark.parametrize("shape", [(), (3,)])
def test_nothing_has_no_moments(kata, shape):
    kata.check_raises(ValueError, mean_of, np.zeros((0, *shape)))
    kata.check_raises(ValueError, variance_of, np.zeros((0, *shape)))


@edges
@pytest.mark.parametrize(("count", "ddof"), [(0, 1), (1, 1), (2, 2), (1, 3), (3, 4)])
def test_refuses_a_ddof_that_leaves_nothing_to_divide_by(kata, count, ddof):
    kata.check_raises(ValueError, variance_of, EIGHT[:count], ddof)


@edges
@given(parts())
@example(([ROWS[:1], ROWS[1:]], [0]))
@example(([ROWS[:3], ROWS[3:]], [0]))
@example(([ROWS[:0], ROWS], [0]))
@example(([ROWS, ROWS[:0]], [0]))
@example(([ROWS[:1], ROWS[1:1], ROWS[1:1], ROWS[1:]], [0, 0, 2]))
@example(([NARROW[:1], NARROW[1:]], [0]))
@example(([FAR[:1], FAR[1:], FAR + 10], [0, 0]))
@example(([np.float32(ROWS[:1]), np.float32(ROWS[1:3]), np.float32(ROWS[3:])], [0, 1]))
def test_parts_can_be_merged_in_any_grouping(kata, cut):
    kata.check(merged, *cut, scale=spread(*cut[0]))


@edges
@given(observations(), observations(), st.integers(-3, 3))
@example(ROWS, ROWS[:1] + 5, 2)
@example(ROWS[:1], ROWS * 3, 2)
@example(ROWS[:0], ROWS, 2)
def test_after_a_merge_both_can_go_on_alone(kata, first, second, more):
    second = np.resize(second, (len(second), *first.shape[1:])).astype(first.dtype)
    more = np.full(first.shape[1:], more, first.dtype)
    kata.check(merged_and_gone_on, first, second, more, scale=spread(first, second, more, more * 3))


@edges
@pytest.mark.parametrize("series", [ROWS, ROWS[:1], np.float32(ROWS)], ids=["four", "one", "float32"])
def test_merging_with_itself_counts_each_observation_twice(kata, series):
    kata.check(merged_with_itself, series)


@edges
def test_merging_two_of_nothing_leaves_nothing(kata):
    kata.check_raises(ValueError, merged_by, ROWS[:0], ROWS[:0])


@edges
@pytest.mark.parametrize("series", [ROWS, EIGHT], ids=["rows", "numbers"])
def test_the_caller_may_use_one_array_for_all_observations(kata, series):
    kata.check(in_one_buffer, series)


@edges
def test_two_objects_share_nothing(kata):
    kata.check(taking_turns, ROWS)


@edges
def test_agrees_for_a_thousand_observations(kata):
    """A loss of 1000 steps, far from 0 and with a slow drift; float64 and float32."""
    rng = np.random.default_rng(0)
    series = 1e8 + np.linspace(3, 0, 1000) + rng.normal(size=1000)
    kata.check(one_at_a_time, series, scale=spread(series))
    nearer = (series - 1e8 + 1e3).astype(np.float32)
    kata.check(one_at_a_time, nearer, scale=spread(nearer))


@edges(targets="numpy")
def test_observations_are_not_kept(kata):
    kata.check(memory_is_bounded, np.arange(50.0))


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(variables(np.float64))
@example(TWO)
def test_gradient_agrees_with_torch(kata, variable):
    values, weights = variable
    kata.check_gradient(moments_of_softmax, values, weights * 3)


test_stays_on_the_device_of_its_input = on_its_device(
    ("expectation", np.array([3, 1, 8]), TWO[1]),
    ("variance", np.array([3, 1, 8]), TWO[1]),
    (merged, [ROWS[:1], ROWS[1:]], [0]),
)
