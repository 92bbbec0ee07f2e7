"""Aggregations: standardize along an axis, the k largest entries, and how many entries lie in each bin."""

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, axes, dtypes, integer_arrays, laid_out, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=40,
    from_scratch=[
        *themes.NORMALIZATION,
        *("topk", "top_k", "argpartition", "partition", "kthvalue", "nlargest", "heapq", "histogram"),
        *("histogramdd", "histogram2d", "histc", "hist", "binned_statistic", "value_counts", "cut"),
    ],
    instead="You need comparisons, sums, means, and an order of the entries; sorting is fine.",
    ladder={"x": "finite-tiny"},
    long="* axis n",
)

CUBE = np.array([[[1.0, 5.0], [4.0, 5.5], [2.0, 9.0]], [[8.0, 0.5], [3.0, 7.0], [-6.0, 2.0]]])
"""Of shape (2, 3, 2), and different along each axis."""
TIES = np.array([[2.0, 9.0, 4.0, 9.0, 1.0], [0.0, -1.0, 0.0, 0.0, -3.0]])
MASKED = np.array([[-np.inf, 1.0, -np.inf, -np.inf, 3.0]])
LARGE = np.array([2**53 - 1, 2**53, 2**53 + 1, 2**53 + 2])
LEAST = np.array([[5, -(2**63), 7, -3]])
X, EDGES = np.array([-4.0, -1.0, 0.0, 0.5, 1.0, 1.0, 1.5, 3.0, 7.0]), np.array([0.0, 1.0, 2.0, 3.0])
UNEVEN = np.array([-1.0, 0.0, 0.5, 4.0])


def reach(x, axis):
    """How large x / std is at most: what cancels when the mean is subtracted."""
    std = np.std(x, axis=axis, keepdims=True, dtype=np.float64)
    return float(np.max(np.abs(x) / np.where(std > 0, std, 1), initial=0.0))


def values_of(solution, x, k):
    return solution.top_k(x, k)[0]


def indices_of(solution, x, k):
    return solution.top_k(x, k)[1]


@st.composite
def plain_tables(draw):
    """A vector or a table, none of whose slices along the axis is constant."""
    x = draw(plain_arrays(shapes(max_dims=2, min_side=2)))
    varied = np.ptp(x, axis=-1, keepdims=True) > 0.5
    x, axis = np.where(varied, x, np.arange(x.shape[-1])), draw(axes(x.ndim))
    return np.ascontiguousarray(np.moveaxis(x, -1, axis)), axis


@st.composite
def plain_rows(draw):
    """One row of different numbers, or more, and how many are asked for."""
    shape = draw(shapes(max_dims=2, min_side=2))
    x = np.random.default_rng(draw(st.integers(0, 999))).permutation(np.prod(shape)).reshape(shape)
    return x / 2 - 3, draw(st.integers(1, shape[-1]))


@st.composite
def plain_bins(draw):
    """Numbers, some of them on an edge or outside, and ascending edges."""
    places = sorted(draw(st.lists(st.integers(-6, 6), min_size=2, max_size=5, unique=True)))
    return draw(plain_arrays(shapes(max_dims=1, min_side=2))), np.array(places, np.float64)


@st.composite
def tables(draw, constant=True, dtype=None):
    """Arrays and an axis; each slice has a height and a spread of its own, or is constant.

    No slice is constant but for its last digits: its mean and its standard deviation are rounding errors.
    """
    x = draw(arrays(dtype=dtype, layouts=False))
    x = np.where(np.abs(x) < 1e-6, 0, x)  # squares must not vanish
    if draw(st.booleans()):
        powers, heights = (draw(integer_arrays((*x.shape[:-1], 1), -n, n + 1)) for n in (4, 99))
        x = (x + heights) * 10.0**powers
    varied = np.ptp(x, axis=-1, keepdims=True) > 1e-3 * np.abs(x).max(axis=-1, keepdims=True)
    x = np.where(varied, x, x[..., :1] if constant else np.arange(x.shape[-1])).astype(dtype or draw(dtypes()))
    axis = draw(axes(x.ndim))
    return draw(laid_out(np.moveaxis(x, -1, axis))), axis


@st.composite
def rows(draw):
    """Numbers along the last axis, with ties and infinities or integers, and how many are asked for."""
    shape = draw(shapes())
    if draw(st.booleans()):
        x = draw(arrays(shape, layouts=False)) + 0.0  # no -0.0: whether it is less than 0.0 is a question of its own
        x = np.where(draw(hnp.arrays(bool, shape)), x, x.dtype.type(draw(st.sampled_from([-np.inf, np.inf, 2.0]))))
    else:
        x = draw(integer_arrays(shape, -3, 4))
    return draw(laid_out(x)), draw(st.integers(0, shape[-1]))


@st.composite
def binned(draw):
    """Numbers, some of them on an edge or outside, and ascending edges."""
    places = sorted(draw(st.lists(st.integers(-6, 6), min_size=2, max_size=5, unique=True)))
    shape = draw(shapes(min_side=0))
    if draw(st.booleans()):
        return draw(laid_out(draw(integer_arrays(shape, -8, 9)))), np.array(places)
    dtype = draw(dtypes())
    entries = st.integers(-16, 16).map(lambda n: n / 2) | st.sampled_from([np.nan, np.inf, -np.inf, 0.3, -1.7])
    return draw(laid_out(draw(hnp.arrays(dtype, shape, elements=entries)))), np.array(places, dtype)


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_a_standardized_column(kata):
    kata.check_figure("standardize", np.array([1.0, 6.0, 6.0, 6.0, 6.0]), 0, gives=[-2.0, 0.5, 0.5, 0.5, 0.5])


def test_worked_example_of_the_three_largest(kata):
    x = np.array([2.0, 9.0, 4.0, 7.0, 1.0])
    kata.check_figure(values_of, x, 3, gives=[9.0, 7.0, 4.0])
    kata.check_figure(indices_of, x, 3, gives=[1, 3, 2])


def test_worked_example_of_a_histogram(kata):
    kata.check_figure("histogram", X, EDGES, gives=[2, 3, 1])


@given(plain_tables())
@example((np.array([[1.0, 2.0, 4.0], [6.0, 4.0, 7.0], [3.0, 0.0, 1.0]]), 1))
@example((np.array([[1.0, 2.0], [6.0, 4.0], [3.0, 0.0]]), 0))
@example((np.arange(640.0).reshape(40, 16) % 7, 0))
def test_standardize_agrees_with_numpy_and_torch(kata, table):
    x, axis = table
    kata.check("standardize", x, axis, scale=reach(x, axis))


@given(plain_tables())
def test_each_slice_has_mean_0_and_standard_deviation_1(kata, table):
    x, axis = table
    z, scale = np.asarray(kata.standardize(x, axis)), reach(x, axis)
    kata.require(z.shape == x.shape, "the result has the shape of x")
    kata.equal(z.mean(axis=axis), np.zeros_like(z.mean(axis=axis)), "each slice has mean 0", scale=scale)
    kata.equal(z.std(axis=axis), np.ones_like(z.std(axis=axis)), "each slice has std 1", scale=scale)


@given(plain_rows())
@example((np.array([[-5.0, 2.0, -0.5, 1.0], [4.0, -6.0, 3.0, 7.0]]), 2))
@example((np.array([[3.0, 1.0, 2.0], [5.0, 8.0, 6.0], [7.0, 9.0, 4.0]]), 2))
@example((np.arange(640.0).reshape(16, 40) * 27 % 641, 16))
def test_top_k_agrees_with_numpy_and_torch(kata, row):
    kata.check("top_k", *row)


@given(plain_rows())
def test_the_values_stand_at_the_indices(kata, row):
    x, k = row
    values, indices = kata.run(values_of, x, k), np.asarray(kata.run(indices_of, x, k))
    kata.equal(values, np.take_along_axis(x, indices, axis=-1), "values = x at indices")


@given(plain_bins())
@example((np.array([-5.0, -1.0, 0.0, 0.25, 0.5, 0.5, 3.0, 4.0, 4.0, 4.5]), UNEVEN))
@example((np.array([-5.0, -2.0, 0.25]), UNEVEN))
@example((np.array([4.5, 5.0, 6.0, 0.25]), UNEVEN))
@example((np.arange(200.0) * 7 % 50, np.arange(3.0, 44.0)))
def test_histogram_agrees_with_numpy_and_torch(kata, case):
    kata.check("histogram", *case)


@given(plain_bins())
def test_every_entry_from_the_first_to_the_last_edge_is_counted_once(kata, case):
    x, edges = case
    counts = np.asarray(kata.histogram(x, edges))
    kata.equal(counts.sum(), np.sum((x >= edges[0]) & (x <= edges[-1])), "the counts add up to the entries within")


test_is_written_from_scratch = from_scratch(("standardize", CUBE, 1), ("top_k", TIES, 3), ("histogram", X, EDGES))


# --------------------------------------------------------------------------------------- edges


@edges
@given(tables())
@example((CUBE, 0))
@example((CUBE, 1))
@example((CUBE, 2))
@example((CUBE, -2))
@example((CUBE.astype(np.float32), 1))
@example((CUBE.swapaxes(0, 1), 1))
@example((np.arange(120.0).reshape(2, 3, 4, 5) ** 1.5, 2))
@example((np.array([[1e15, 3e15, 4e15], [1e-15, 3e-15, 4e-15]], np.float32), 1))
@example((np.array([[1e-30, 3e-30, 4e-30], [1.0, 3.0, 4.0]]), 1))
@example((np.zeros((0, 3)), 1))
@example((np.zeros((3, 0)), 0))
def test_standardize_agrees_in_every_dtype_and_layout(kata, table):
    x, axis = table
    kata.check("standardize", x, axis, scale=reach(x, axis))


@edges
@given(tables(constant=False))
@example((CUBE, 1))
def test_each_slice_of_any_array_has_mean_0_and_standard_deviation_1(kata, table):
    x, axis = table
    z, scale = np.asarray(kata.standardize(x, axis=axis)), reach(x, axis)
    kata.require(z.shape == x.shape, "the result has the shape of x")
    one = float(x.shape[axis] > 1)  # a single entry is a constant slice
    kata.equal(z.mean(axis=axis), np.zeros_like(x).mean(axis=axis), "each slice has mean 0", scale=scale)
    kata.equal(z.std(axis=axis), np.zeros_like(x).mean(axis=axis) + one, "each slice has std 1", scale=scale)


@edges
@given(tables(constant=False), st.sampled_from([2.0, -0.5, -64.0]), st.sampled_from([0.0, 1.0, -7.0]))
@example((CUBE, 0), -0.5, 1.0)
def test_other_units_make_no_difference(kata, table, factor, shift):
    x, axis = table
    other = x * x.dtype.type(factor) + x.dtype.type(shift)
    scale = reach(x, axis) + reach(other, axis)
    z = kata.standardize(x, axis)
    kata.equal(kata.standardize(other, axis), np.sign(factor) * z, "c x + d is standardized as x is", scale=scale)


@edges
@pytest.mark.parametrize("height", [0.1, 5.0, 0.0, -1e6 - 0.1, 3e-7])
@pytest.mark.parametrize("size", [1, 3, 6, 10])
@given(dtypes())
def test_a_constant_slice_becomes_zeros(kata, height, size, dtype):
    x = np.stack([np.full(size, height), np.arange(size) ** 2.0, np.full(size, height / 7)], axis=-1).astype(dtype)
    z = np.asarray(kata.check("standardize", x, 0))
    kata.require(z.shape == x.shape and z[:, 0] == 0, "a constant slice becomes zeros, exactly")
    kata.require(z[:, 2] == 0, "a constant slice becomes zeros, exactly")


@edges
@given(dtypes(), st.sampled_from([1e3, -1e4]))
@example(np.float64, 1e7)
def test_is_exact_far_from_zero(kata, dtype, height):
    x = (CUBE + height).astype(dtype)
    kata.check("standardize", x, 1, scale=reach(x, 1))


@edges
def test_does_not_hide_a_nan(kata):
    kata.check("standardize", np.array([[1.0, np.nan, 4.0], [3.0, 4.0, 8.0], [np.nan, np.nan, np.nan]]), 1)


@edges
def test_worked_example_of_ties(kata):
    x = np.array([2.0, 9.0, 4.0, 9.0, 1.0])
    kata.check_figure(values_of, x, 3, gives=[9.0, 9.0, 4.0])
    kata.check_figure(indices_of, x, 3, gives=[1, 3, 2])


@edges
@given(rows())
@example((TIES, 3))
@example((TIES, 0))
@example((TIES.astype(np.float32), 5))
@example((MASKED, 4))
@example((-MASKED, 4))
@example((np.array([[1e20, 2e20, 1e-25, 2e-25, 0.0]], np.float32), 4))
@example((np.array([[3, 0, 255, 7, 0]], np.uint8), 4))
@example((np.array([[3, -128, 127, -5]], np.int8), 4))
@example((TIES, np.int64(2)))
@example((np.arange(120).reshape(2, 3, 4, 5) * 7 % 10, 3))
@example((CUBE, 2))
@example((LEAST, 3))
@example((LARGE, 4))
@example((np.zeros((2, 0)), 0))
@example((np.zeros((0, 3)), 2))
def test_top_k_agrees_in_every_dtype_and_layout(kata, row):
    kata.check("top_k", *row)


@edges
@given(rows())
@example((TIES, 3))
def test_the_values_of_ties_stand_at_the_indices(kata, row):
    x, k = row
    values, indices = kata.run(values_of, x, k), np.asarray(kata.run(indices_of, x, k))
    kata.equal(values, np.take_along_axis(x, indices, axis=-1), "values = x at indices")


@edges
@given(rows())
@example((TIES, 3))
def test_the_k_largest_are_the_first_of_all_in_descending_order(kata, row):
    x, k = row
    everything = np.asarray(kata.run(indices_of, x, x.shape[-1]))
    kata.equal(kata.run(indices_of, x, k), everything[..., :k], "top_k(x, k) is the beginning of top_k(x, n)")


@edges
@given(dtypes())
def test_ties_keep_their_order_in_a_long_row_too(kata, dtype):
    """Many sorts are stable on a few entries alone."""
    x = np.random.default_rng(0).integers(0, 4, size=(2, 600))
    kata.check("top_k", x.astype(dtype), 500)
    kata.check("top_k", x, 500)


@edges
@pytest.mark.parametrize(("shape", "k"), [((3,), 4), ((5, 3), 4), ((3,), -1), ((4, 3), -3), ((0,), 1), ((2, 0), 1)])
def test_top_k_refuses_more_entries_than_there_are(kata, shape, k):
    kata.check_raises(ValueError, "top_k", np.arange(np.prod(shape), dtype=np.float64).reshape(shape), k)


@edges
@given(binned())
@example((X, EDGES))
@example((X.astype(np.float32), EDGES.astype(np.float32)))
@example((np.array([np.nan, np.nan, np.nan, np.inf, -np.inf, -np.inf, 4.0, 0.25]), UNEVEN))
@example((np.array([-3e38, 1e-25, 1e-25, 2e20, 3e38], np.float32), np.array([0.0, 1e-25, 2e-25, 1e20], np.float32)))
@example((np.array([0, 3, 255, 7], np.uint8), np.array([0, 3, 7, 255], np.uint8)))
@example((np.arange(120.0).reshape(2, 3, 4, 5), np.array([5.0, 90.0, 200.0])))
@example((np.array([-1e-10, 0.0, 1.0, 3.0, 3.0 + 1e-10]), EDGES))
@example((np.array([[0.5, 2.0], [3.0, 2.5], [1.0, -4.0]]), EDGES))
@example((np.array([[[1, 2, 3], [3, 3, 4]]]), np.array([1, 3])))
@example((LARGE, LARGE[1:]))
@example((np.zeros(0), EDGES))
@example((np.zeros((0, 3), np.float32), EDGES.astype(np.float32)))
def test_histogram_agrees_in_every_dtype_and_layout(kata, case):
    kata.check("histogram", *case)


@edges
@given(binned())
@example((X, EDGES))
def test_every_entry_of_any_array_is_counted_once(kata, case):
    x, edges = case
    counts = np.asarray(kata.histogram(x, edges))
    kata.equal(counts.sum(), np.sum((x >= edges[0]) & (x <= edges[-1])), "the counts add up to the entries within")


@edges
@given(binned(), st.data())
@example((X, EDGES), 1)
def test_without_an_inner_edge_two_bins_are_one(kata, case, data):
    x, edges = case
    i = data if isinstance(data, int) else data.draw(st.integers(0, len(edges) - 1), "edge")
    if 0 < i < len(edges) - 1:
        counts = np.asarray(kata.histogram(x, edges))
        merged = np.concatenate([counts[: i - 1], [counts[i - 1] + counts[i]], counts[i + 1 :]])
        kata.equal(kata.histogram(x, np.delete(edges, i)), merged, "without an edge, the counts beside it add up")


@edges
@pytest.mark.parametrize(
    "edges", [[2.0, 1.0], [1.0, 1.0], [], [1.0], [0.0, 1.0, 1.0, 2.0], [0.0, 2.0, 1.0, 3.0], [3.0, 2.0, 1.0]], ids=str
)
def test_histogram_refuses_edges_that_do_not_ascend(kata, edges):
    kata.check_raises(ValueError, "histogram", X, np.array(edges, np.float64))


@edges
@pytest.mark.parametrize("axis", [0, 1])
def test_python_does_not_loop_over_slices(kata, axis):
    x = np.random.default_rng(0).normal(size=(2000, 3) if axis else (3, 2000))
    kata.count_lines("standardize", x, axis, limit=1000, scale=reach(x, axis))


@edges
def test_python_does_not_loop_over_rows(kata):
    x = np.random.default_rng(0).integers(0, 9, size=(2000, 6)).astype(np.float64)
    kata.count_lines("top_k", x, 4, limit=1000)


@edges
def test_python_does_not_loop_over_what_it_counts(kata):
    """A loop over the bins is fine: three turns."""
    x = np.random.default_rng(0).normal(size=3000) * 2
    kata.count_lines("histogram", x, UNEVEN, limit=1000)


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(tables(constant=False, dtype=np.float64))
@example((CUBE, 1))
def test_gradient_of_standardize_agrees_with_torch(kata, table):
    x, axis = table
    if x.shape[axis] > 1:
        kata.check_gradient("standardize", x, axis, scale=reach(x, axis) / np.std(x, axis=axis).min())


@pytest.mark.kata(targets="torch")
@given(arrays(dtype=np.float64), st.data())
@example(TIES, 3)
def test_gradient_of_top_k_agrees_with_torch(kata, x, data):
    k = data if isinstance(data, int) else data.draw(st.integers(1, x.shape[-1]), "k")
    kata.check_gradient("top_k", x + 0.0, k)


test_stays_on_the_device_of_its_input = on_its_device(
    ("standardize", CUBE, 1), ("top_k", TIES, 3), ("histogram", X, EDGES)
)
