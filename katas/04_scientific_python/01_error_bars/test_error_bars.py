"""Resamples spread as a score would, and all that is drawn follows from the generator that is handed in."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges
from dojo.strategies import arrays, integer_arrays, plain_arrays, shapes

# random=True: whether a solution leaves the global generators alone is judged here, in its own words.
pytestmark = pytest.mark.kata(minutes=45, targets="python", random=True, pinned=False)

SIGMAS = 5.3
"""A normal number is further out than this once in 8 million times: one of seven in a test, once in 10**6 times."""
FAR_OF_FORTY = 5.6
"""One of forty normal numbers is further out than this once in 10**6 times."""
CHI_SQUARED = {9: 44.9, 23: 70.6}
"""What the sum of the squares of so many normal numbers exceeds once in 10**6 times."""

seeds = st.integers(0, 2**32 - 1)


def many_shapes(min_side=1):
    """Of at least four numbers: it is one in a million that so many lie so close together that rounding shows."""
    return shapes(min_side=min_side, max_side=4).filter(lambda shape: np.prod(shape) > 3)


# ------------------------------------------------------- what a solution draws, from a seed


def numbers(solution, seed, shape):
    return solution.standardised_normal(np.random.default_rng(seed), shape)


def parts(solution, seed, n, fraction):
    return solution.split(np.random.default_rng(seed), n, fraction)


def means(solution, seed, x, n):
    return solution.bootstrap_means(np.random.default_rng(seed), x, n)


def weights(solution, seed, rows, n):
    """How much each row counts in each mean: the means of the unit vectors."""
    return solution.bootstrap_means(np.random.default_rng(seed), np.eye(rows), n)


DRAWS = {
    "standardised_normal": lambda solution, rng: solution.standardised_normal(rng, (2, 3)),
    "split": lambda solution, rng: np.hstack(solution.split(rng, 50, 0.5)),
    "bootstrap_means": lambda solution, rng: solution.bootstrap_means(rng, np.arange(8.0), 5),
}


def whose_chance_it_is(solution, function):
    """Draws from four generators, and a look at those that belong to everybody."""
    saved = np.random.get_state()  # noqa: NPY002  it is the global generator that is guarded
    np.random.seed(20)  # noqa: NPY002  a state in which no solution would put it
    try:
        draw = DRAWS[function]
        everybodys = [repr(np.random.get_state()), random.getstate()]  # noqa: NPY002
        rng = np.random.default_rng(1)
        first, second = draw(solution, rng), draw(solution, rng)
        again, other = (draw(solution, np.random.default_rng(seed)) for seed in (1, 2))
        return {
            "NumPy's global generator is left alone": repr(np.random.get_state()) == everybodys[0],  # noqa: NPY002
            "Python's global generator is left alone": random.getstate() == everybodys[1],
            "the same seed gives the same numbers": np.array_equal(first, again),
            "another seed gives other numbers": not np.array_equal(first, other),
            "a second draw gives other numbers": not np.array_equal(first, second),
        }
    finally:
        np.random.set_state(saved)  # noqa: NPY002


# ---------------------------------------------------------------------------------------- core


def two_numbers_in_order(solution, seed):
    return np.sort(solution.standardised_normal(np.random.default_rng(seed), (2,)))


@pytest.mark.parametrize("seed", [0, 1])
def test_two_standardised_numbers_are_minus_one_and_one(kata, seed):
    kata.check_figure(two_numbers_in_order, seed, gives=[-1.0, 1.0], decimals=9)


def sizes_of_a_split(solution, seed, n, fraction):
    return [len(part) for part in solution.split(np.random.default_rng(seed), n, fraction)]


@pytest.mark.kata(pinned=True)
@pytest.mark.parametrize(("n", "fraction"), [(5, 0.6), (1000, 0.9)])
def test_the_first_part_has_its_share_of_the_indices(kata, n, fraction):
    kata.check(sizes_of_a_split, 0, n, fraction)


def different_means(solution, seed, x, n):
    return np.unique(solution.bootstrap_means(np.random.default_rng(seed), x, n))


def test_resamples_of_two_numbers_have_three_means(kata):
    kata.check_figure(different_means, 0, np.array([2.0, 4.0]), 100, gives=[2.0, 3.0, 4.0])


@pytest.mark.parametrize("function", DRAWS)
def test_the_generator_alone_decides(kata, function):
    kata.check(whose_chance_it_is, function)


@given(seeds, many_shapes(min_side=2))
@example(0, (2, 3))
@example(1, (16, 40))
@example(2, (2, 3, 4, 5))
def test_numbers_have_the_shape_that_was_asked_for(kata, seed, shape):
    z = kata.run(numbers, seed, shape)
    kata.require(np.shape(z) == shape, "the result has the shape that was asked for")
    kata.require(z.dtype == np.float64, "the numbers are float64")


@given(seeds, many_shapes(min_side=2))
@example(0, (2, 3))
@example(1, (16, 40))
@example(2, (2, 3, 4, 5))
def test_numbers_have_mean_zero_and_deviation_one(kata, seed, shape):
    z = kata.run(numbers, seed, shape)
    kata.equal(np.mean(z), 0.0, "the mean of all numbers is 0", scale=10)
    kata.equal(np.std(z), 1.0, "the standard deviation of all numbers is 1", scale=10)


def squared_means_of_rows_and_columns(solution, seed, n):
    """On average, times n: 1 where rows and columns are draws like any other, 0 where each has mean 0."""
    z = solution.standardised_normal(np.random.default_rng(seed), (n, n))
    return np.array([np.mean(n * np.mean(z, axis=axis) ** 2) for axis in (1, 0)])


def test_no_row_and_no_column_is_standardised_alone(kata):
    found = kata.run(squared_means_of_rows_and_columns, 0, 50)
    kata.require(found > 0.25, "the means of 50 rows, and of 50 columns, differ as chance has it")


def shares_below_minus_3_to_3(solution, seed, shape):
    z = solution.standardised_normal(np.random.default_rng(seed), shape)
    return np.mean(np.ravel(z)[:, None] < [-3, -2, -1, 0, 1, 2, 3], axis=0)


def test_numbers_are_normal(kata):
    shape, normal = (200, 200), np.array([0.00135, 0.02275, 0.15866, 0.5, 0.84134, 0.97725, 0.99865])
    shares = kata.run(shares_below_minus_3_to_3, 0, shape)
    far = SIGMAS * np.sqrt(normal * (1 - normal) / np.prod(shape))
    law = "0.13, 2.3, 16, 50, 84, 97.7 and 99.87 % of normal numbers lie below -3, -2, -1, 0, 1, 2 and 3"
    kata.require(np.abs(shares - normal) < far, law)


def how_many_different(solution, seed, shape):
    return len(np.unique(solution.standardised_normal(np.random.default_rng(seed), shape)))


def test_each_number_is_drawn_for_itself(kata):
    kata.check(how_many_different, 0, (10, 20, 50))


@given(seeds, st.sampled_from([4, 8, 20, 40]), st.sampled_from([0.25, 0.5, 0.75]))
@example(0, 8, 0.25)
def test_each_index_is_dealt_once(kata, seed, n, fraction):
    first, second = kata.run(parts, seed, n, fraction)
    kata.equal([len(first), len(second)], [n * fraction, n - n * fraction], "the first part has fraction * n indices")
    kata.equal(np.sort([*first, *second]), np.arange(n), "each index from 0 to n - 1 is in one of the two parts")
    kata.require([type(part) is np.ndarray for part in (first, second)], "each part is an array")


def how_often_each_pair_of_five_is_chosen(solution, seed, deals):
    pairs = dict.fromkeys(itertools.combinations(range(5), 2), 0)
    rng = np.random.default_rng(seed)
    for _ in range(deals):
        pairs[tuple(sorted(np.asarray(solution.split(rng, 5, 0.4)[0]).tolist()))] += 1
    return np.array([*pairs.values()])


def test_each_subset_is_equally_likely(kata):
    counts = kata.run(how_often_each_pair_of_five_is_chosen, 0, 8000)
    law = "each of the 10 pairs is the first part about 800 times in 8000"
    kata.require(np.sum((counts - 800) ** 2 / 800) < CHI_SQUARED[9], law)


@pytest.mark.parametrize("seed", [0, 1])
def test_features_of_a_row_are_drawn_together(kata, seed):
    """Two equal columns: the resamples have the same mean in both."""
    found = kata.run(means, seed, np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0], [8.0, 8.0]]), 5)
    kata.require(type(found) is np.ndarray, "the means are an array")
    kata.require(found.shape == (5, 2), "the shape of the means is (n, *features)")
    law = "equal columns of x have equal means: a resample takes whole rows, not each entry by itself"
    kata.equal(found[:, 0], found[:, 1], law)


def weights_are_of_resamples(kata, found, rows, n):
    """The laws that the means of the unit vectors obey."""
    kata.require(type(found) is np.ndarray, "the means are an array")
    kata.require(found.shape == (n, rows), "the shape of the means is (n, *features)")
    counts = rows * found
    kata.equal(counts, np.round(counts), "each row is a whole number of times in a resample", scale=rows)
    kata.equal(np.sum(counts, axis=1), np.full(n, rows), "a resample has as many rows as x", scale=rows)
    kata.require(counts > -0.5, "no row is drawn less than no time")


@given(seeds, st.integers(2, 5), st.integers(2, 6))
@example(0, 3, 4)
@example(1, 4, 2)
@example(2, 40, 16)
def test_a_resample_has_as_many_rows_as_x(kata, seed, rows, n):
    weights_are_of_resamples(kata, kata.run(weights, seed, rows, n), rows, n)


def means_are_of_the_rows_drawn(kata, seed, x, n):
    """The rows that a seed draws are told by the unit vectors, and weigh the rows of any x."""
    drawn = kata.run(weights, seed, len(x), n)
    found = kata.run(means, seed, x, n)
    expected = np.tensordot(drawn, x.astype(np.float64), 1)
    kata.equal(found, expected, "the means are those of the rows that the seed draws", scale=np.abs(x).max())
    kata.require(found.dtype == x.dtype, "the means have the dtype of x")


@given(seeds, plain_arrays(shapes(max_dims=2, min_side=2)), st.integers(2, 4))
@example(0, np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]]), 4)
def test_a_row_stays_in_one_piece(kata, seed, x, n):
    means_are_of_the_rows_drawn(kata, seed, x, n)


def how_many_different_resamples(solution, seed, rows, n):
    return len(np.unique(weights(solution, seed, rows, n), axis=0))


def test_each_resample_is_drawn_for_itself(kata):
    kata.check(how_many_different_resamples, 0, 25, 40)


def shares_of_resamples_without_each_row(solution, seed, rows, n):
    return np.mean(np.asarray(weights(solution, seed, rows, n)) == 0, axis=0)


def test_a_row_is_missing_from_a_third_of_the_resamples(kata):
    rows, n = 5, 1000
    missing = (1 - 1 / rows) ** rows
    shares = kata.run(shares_of_resamples_without_each_row, 0, rows, n)
    law = "each of 5 rows is missing from (1 - 1/5)^5 = 33 % of the resamples"
    kata.require(np.abs(shares - missing) < SIGMAS * np.sqrt(missing * (1 - missing) / n), law)


def spread_of_the_means(solution, seed, x, n):
    return np.std(solution.bootstrap_means(np.random.default_rng(seed), x, n))


def test_the_means_spread_by_the_standard_error(kata):
    x, n = np.array([0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0]), 2000
    error = np.std(x) / np.sqrt(len(x))
    far = SIGMAS * error / np.sqrt(2 * n)
    spread = kata.run(spread_of_the_means, 0, x, n)
    kata.require(abs(spread - error) < far, "the means spread by std(x) / sqrt(rows) = 0.157")


# --------------------------------------------------------------------------------------- edges


@edges
@given(seeds, many_shapes())
@example(0, (2, 1, 2))
@example(1, 6)
@example(2, np.int64(6))
@example(3, (1, 4))
@example(4, (4, 1))
def test_numbers_of_any_shape_are_standardised(kata, seed, shape):
    z = kata.run(numbers, seed, shape)
    kata.require(np.shape(z) == np.zeros(shape).shape, "the result has the shape that was asked for")
    kata.equal(np.mean(z), 0.0, "the mean of all numbers is 0", scale=10)
    kata.equal(np.std(z), 1.0, "the standard deviation of all numbers is 1", scale=10)


def how_often_in_each_order(solution, seed, draws):
    """Of 24: how often the first of four numbers is the smallest, the second the next, and so on."""
    orders = dict.fromkeys(itertools.permutations(range(4)), 0)
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        orders[tuple(np.argsort(solution.standardised_normal(rng, 4)).tolist())] += 1
    return np.array([*orders.values()])


@edges
def test_the_numbers_come_in_any_order(kata):
    counts = kata.run(how_often_in_each_order, 0, 2400)
    law = "four numbers are in each of the 24 orders, smallest first or not, about 100 times in 2400"
    kata.require(np.sum((counts - 100) ** 2 / 100) < CHI_SQUARED[23], law)


@edges
@pytest.mark.parametrize("shape", [(), 1, (1,), (1, 1), 0, (0,), (0, 3)], ids=str)
def test_fewer_than_two_numbers_have_no_deviation(kata, shape):
    kata.check_raises(ValueError, numbers, 0, shape)


SIZES = [(100, 0.29, 29), (7, 0.55, 4), (7, 0.2, 1), (9, 0.3, 3), (np.int64(7), 0.6, 4), (4, 1, 4)]


@edges(pinned=True)
@pytest.mark.parametrize(("n", "fraction", "size"), SIZES)
def test_the_size_is_the_nearest_whole_number(kata, n, fraction, size):
    found = kata.run(sizes_of_a_split, 0, n, fraction)
    kata.equal(found, [size, n - size], "the first part has round(fraction * n) indices")


def how_often_each_index_is_chosen(solution, seed, n, deals):
    rng = np.random.default_rng(seed)
    chosen = [np.asarray(solution.split(rng, n, 0.5)[0]) for _ in range(deals)]
    return np.bincount(np.concatenate(chosen), minlength=n)


@edges
def test_of_many_indices_each_is_as_likely(kata):
    counts = kata.run(how_often_each_index_is_chosen, 0, 40, 400)
    law = "each of 40 indices is in a first part of 20 about 200 times in 400"
    kata.require(np.abs(counts - 200) < FAR_OF_FORTY * np.sqrt(400 / 4), law)


@edges
@given(seeds, st.integers(0, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
@example(0, (0, 0))
@example(1, (1, 1))
@example(2, (7, 0))
@example(3, (7, 3))
@example(4, (100, 29))
def test_a_part_may_be_empty(kata, seed, case):
    n, size = case
    first, second = kata.run(parts, seed, n, size / max(n, 1))
    kata.equal([len(first), len(second)], [size, n - size], "the first part has round(fraction * n) indices")
    kata.equal(np.sort([*first, *second]), np.arange(n), "each index from 0 to n - 1 is in one of the two parts")
    kata.require([type(part) is np.ndarray for part in (first, second)], "each part is an array")
    kata.require([a.dtype.kind in "iu" for a in (first, second)], "both parts are integer arrays, empty ones too")


@edges
@pytest.mark.parametrize("fraction", [-0.1, -1.0, 1.1, 80.0, float("nan"), float("inf")], ids=str)
def test_a_fraction_is_between_zero_and_one(kata, fraction):
    kata.check_raises(ValueError, parts, 0, 10, fraction)


@edges
@given(seeds, st.integers(1, 5), st.integers(0, 6))
@example(0, 1, 3)
@example(1, 3, 0)
@example(2, 3, np.int64(2))
def test_one_row_or_no_resample_will_do(kata, seed, rows, n):
    weights_are_of_resamples(kata, kata.run(weights, seed, rows, n), rows, n)


@st.composite
def tables(draw):
    """Rows of numbers, of vectors or of matrices, in either dtype, some far larger than others."""
    x = draw(arrays(shapes(max_dims=3, max_side=4)))
    scale = np.array(draw(st.lists(st.sampled_from([1.0, 1.0, 1e6]), min_size=len(x), max_size=len(x))))
    return x * scale.astype(x.dtype).reshape(-1, *[1] * (x.ndim - 1))


@edges
@given(seeds, tables(), st.integers(0, 4))
@example(0, np.array([[[1.0, 10.0]], [[2.0, 20.0]], [[4.0, 40.0]]]), 4)
@example(1, np.array([1.0, 2.0, 4.0], np.float32), 4)
@example(2, np.array([1e20, -3e20, 2e-25], np.float32), 4)
@example(3, np.zeros((3, 2, 2)), 0)
@example(4, np.arange(48.0).reshape(2, 2, 3, 4), 3)
def test_the_same_seed_draws_the_same_rows_of_any_x(kata, seed, x, n):
    means_are_of_the_rows_drawn(kata, seed, x, n)


@edges
@given(seeds, integer_arrays((4, 2), -9, 10))
@example(0, np.array([0, 1, 0, 0, 1]))
@example(1, np.array([1, 2, 4, 8], np.int32))
@example(2, np.array([200, 201, 203], np.uint8))
def test_the_mean_of_integers_keeps_its_fraction(kata, seed, x):
    found = kata.run(means, seed, x, 3)
    floating = kata.run(means, seed, x.astype(np.float64), 3)
    kata.equal(found, floating, "integers have the means of the same floating numbers", scale=np.abs(x).max())
    kata.require(found.dtype == np.float64, "the means of integers are float64")


@edges
@pytest.mark.parametrize(("shape", "n"), [((0,), 3), ((0, 2), 1), ((0,), 0)], ids=str)
def test_no_rows_have_no_mean(kata, shape, n):
    kata.check_raises(ValueError, means, 0, np.zeros(shape), n)
