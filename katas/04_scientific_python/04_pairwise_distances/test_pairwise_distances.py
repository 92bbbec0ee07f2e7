"""Pairwise distances: every row of one array against every row of another, with nothing larger than the result."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, dtypes, integer_arrays, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=20,
    from_scratch=[*themes.DISTANCES, *themes.NEIGHBORS, "minkowski_distance_p", "pairwise_distances_chunked", "vq"],
    instead="You need squares, sums, one matrix product and a root.",
    # who multiplies out a centred square loses what is small beside what is large
    ladder={"a": "finite-huge-large-small-tiny-float32", "b": "finite-huge-large-small-tiny-float32"},
    batch="n m",
    long="n m",
)


@st.composite
def apart(draw, dtype=None):
    """Two arrays of points, those of one at least 1 away from those of the other."""
    n, m, d = draw(st.tuples(*[st.integers(1, 4)] * 3))
    dtype = dtype or draw(dtypes())
    a, b = draw(arrays((n, d), dtype)), draw(arrays((m, d), dtype))
    b[:, 0] = np.abs(b[:, 0]) + 11
    return (a, b) if draw(st.booleans()) else (b, a)


@st.composite
def plain_points(draw, gap=0.0):
    """Two arrays of points, the second moved by a gap along the first axis: with 21 no two meet."""
    n, m, d = draw(st.tuples(*[st.integers(2, 5)] * 3))
    return draw(plain_arrays((n, d))), draw(plain_arrays((m, d))) + gap * np.eye(1, d)


@st.composite
def points(draw):
    """Two arrays of points; some lie far from the origin, and some are in both arrays."""
    n, m, d = draw(st.tuples(*[st.integers(1, 4)] * 3))
    dtype = draw(dtypes())
    a, b = draw(arrays((n, d), dtype)), draw(arrays((m, d), dtype))
    if draw(st.booleans()):
        away = draw(integer_arrays((1, d), -99, 100)).astype(dtype)
        a, b = a + away, b + away
    if draw(st.booleans()):
        b = np.concatenate([a[: draw(st.integers(1, n))], b])
    return a, b


def reach(*arrays):
    """The largest squared lengths: what is added and cancels where distances come from a matrix product."""
    return float(sum(np.max(np.sum(x.astype(np.float64) ** 2, axis=1), initial=0) for x in arrays))


def nearest(a, b):
    """The smallest squared distance."""
    return float(np.min(np.sum((a[:, None] - b[None]).astype(np.float64) ** 2, axis=2), initial=np.inf))


def squared_distances(solution, a, b):
    distances = solution.pairwise_distances(a, b)
    return distances * distances


A = np.array([[0.0, 0.0], [3.0, 4.0], [-2.0, 1.5]])
B = np.array([[0.0, 0.0], [6.0, 8.0], [3.0, 0.0], [1.0, -4.0]])
WIDE = np.arange(24.0).reshape(4, 6) ** 2 % 7
SMALL = np.array([[1e-9, 2e-9], [0.0, 0.0], [-3e-9, 5e-9]])


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    gives = [[0.0, 10.0, 3.0], [5.0, 5.0, 4.0]]
    kata.check_figure("pairwise_distances", A[:2], B[:3], gives=gives, decimals=6)


@given(plain_points(gap=21.0))
@example((A[1:], B))
@example((A[1:], B[:2]))
@example((B[1:], A))
@example((WIDE[:2], WIDE[2:]))
def test_agrees_with_scipy_and_torch(kata, pair):
    kata.check("pairwise_distances", *pair, scale=reach(*pair) / np.sqrt(nearest(*pair)))


@pytest.mark.parametrize("height", [0.0, 1.0, 30.0])
def test_a_point_is_at_itself_and_never_at_nan(kata, height):
    x = np.random.default_rng(0).normal(size=(20, 7)) + height
    squares = kata.check(squared_distances, x, x, scale=reach(x, x))
    kata.require(np.isfinite(squares), "no distance is NaN")


@given(plain_points())
@example((A, B))
@example((WIDE[:3], WIDE[1:]))
@example((np.arange(640.0).reshape(16, 40) % 7, np.arange(1600.0).reshape(40, 40) % 11))
def test_agrees_where_points_meet(kata, pair):
    """The root of a rounding error is large, so that it is the squares that agree."""
    kata.check(squared_distances, *pair, scale=reach(*pair))


@pytest.mark.kata(pinned=False)
@given(plain_points())
@example((A, B))
def test_the_way_there_is_as_far_as_the_way_back(kata, pair):
    a, b = pair
    there, back = (np.asarray(kata.run(squared_distances, *way)) for way in (pair, pair[::-1]))
    kata.equal(there, back.T, "D(a, b)² = (D(b, a)ᵀ)²", scale=reach(a, b))


@pytest.mark.kata(pinned=False)
@given(plain_points(), st.sampled_from([1.0, -7.0, 100.0]))
@example((A, B), 100.0)
def test_moving_all_points_alike_changes_no_distance(kata, pair, shift):
    a, b = pair
    moved = a + shift, b + shift
    law, scale = "D(a + s, b + s)² = D(a, b)²", reach(a, b) + reach(*moved)
    kata.equal(kata.run(squared_distances, *moved), kata.run(squared_distances, *pair), law, scale=scale)


test_is_written_from_scratch = from_scratch("pairwise_distances", A, B)


# --------------------------------------------------------------------------------------- edges


@edges
@given(apart())
@example((A[1:].astype(np.float32), B.astype(np.float32)))
@example((WIDE[:1, :1], WIDE[1:2, :1]))
@example((SMALL[:1], SMALL[1:]))
@example((1e18 * A[1:].astype(np.float32), 1e18 * B.astype(np.float32)))
@example((1e-15 * A[1:].astype(np.float32), 1e-15 * B.astype(np.float32)))
@example((np.zeros((0, 3)), WIDE[:, :3]))
@example((WIDE[:, :3], np.zeros((0, 3))))
def test_agrees_in_every_dtype_and_layout(kata, pair):
    kata.check("pairwise_distances", *pair, scale=reach(*pair) / np.sqrt(nearest(*pair)))


@edges
@given(points())
@example((A.astype(np.float32), A.astype(np.float32)))
@example((SMALL, SMALL[:2]))
@example((np.zeros((2, 3)), np.zeros((3, 3))))
@example((np.zeros((2, 0)), np.zeros((3, 0))))
def test_agrees_where_points_meet_in_every_dtype(kata, pair):
    kata.check(squared_distances, *pair, scale=reach(*pair))


@edges(pinned=False)
@given(points(), st.sampled_from([2.0, -0.5, 64.0, 2.0**-30]))
@example((A, B), 2.0**-30)
def test_distances_grow_as_the_points_do(kata, pair, factor):
    a, b = pair
    factor = a.dtype.type(factor)
    larger = kata.run(squared_distances, a * factor, b * factor)
    law, scale = "D(c a, c b)² = c² D(a, b)²", reach(a, b) * float(factor) ** 2
    kata.equal(larger, kata.run(squared_distances, *pair) * factor**2, law, scale=scale)


@edges(pinned=False)
@given(points())
@example((A, B))
def test_lengths_and_dot_products_make_up_the_distances(kata, pair):
    a, b = pair
    lengths = np.sum(a * a, axis=1)[:, None] + np.sum(b * b, axis=1)
    squares, law = kata.run(squared_distances, a, b), "D² = |a|² + |b|² - 2 a · b"
    kata.equal(squares, lengths - 2 * (a @ b.T), law, scale=2 * reach(a, b))


@edges
@pytest.mark.parametrize("height", [0.0, 1.0, 30.0, 1000.0])
@given(dtypes())
def test_a_point_is_at_itself_in_every_dtype(kata, height, dtype):
    x = (np.random.default_rng(0).normal(size=(20, 7)) + height).astype(dtype)
    squares = kata.check(squared_distances, x, x, scale=reach(x, x))
    kata.require(np.isfinite(squares), "no distance is NaN")


@edges
@pytest.mark.parametrize("d", [64, 768])
@given(dtypes())
def test_measures_embeddings(kata, d, dtype):
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(6, d)).astype(dtype), rng.normal(size=(9, d)).astype(dtype)
    kata.check(squared_distances, a, b, scale=reach(a, b))


@edges
@pytest.mark.parametrize("features", [(3, 4), (3, 1), (1, 3), (2, 0), (0, 1)], ids=str)
@pytest.mark.parametrize("rows", [(2, 5), (3, 3), (4, 0)], ids=str)
def test_refuses_rows_of_different_length(kata, rows, features):
    (n, m), (left, right) = rows, features
    kata.check_raises(ValueError, "pairwise_distances", np.ones((n, left)), np.ones((m, right)))


@edges
@pytest.mark.parametrize(("n", "m"), [(1200, 3), (3, 1200)])
def test_python_does_not_loop_over_rows(kata, n, m):
    """A loop over the five features is fine."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(n, 5)), rng.normal(size=(m, 5))
    kata.count_lines(squared_distances, a, b, limit=800, scale=reach(a, b))


def memory(solution, a, b):
    """Whether all arrays that are held at once take no more memory than so many of inputs and result."""
    tracemalloc.start()
    try:
        distances = solution.pairwise_distances(a, b)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return {
        "the shape of the result": list(distances.shape),
        "less than 16 times the memory of inputs and result": peak < 16 * (a.nbytes + b.nbytes + distances.nbytes),
    }


@edges(targets="numpy")
@given(dtypes())
def test_memory_grows_with_the_pairs_not_with_the_features_of_each(kata, dtype):
    """16 times inputs and result are 5.3 MB in float64, and an array of shape (n, m, d) is 9.2 MB."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(300, 64)).astype(dtype), rng.normal(size=(60, 64)).astype(dtype)
    kata.check(memory, a, b)


# --------------------------------------------------------------------------------------- torch


def largest(solution, a, b):
    """The same of the largest array that torch makes."""
    from torch.utils._python_dispatch import TorchDispatchMode

    sizes = [0]

    class Watch(TorchDispatchMode):
        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            made = function(*args, **(kwargs or {}))
            sizes.extend(x.untyped_storage().nbytes() for x in [made] if hasattr(x, "untyped_storage"))
            return made

    with Watch():
        distances = solution.pairwise_distances(a, b)
    return {
        "the shape of the result": list(distances.shape),
        "less than 16 times the memory of inputs and result": max(sizes)
        < 16 * (a.nbytes + b.nbytes + distances.nbytes),
    }


@pytest.mark.kata(targets="torch-cpu")
def test_no_array_has_an_entry_for_each_pair_and_each_feature(kata):
    rng = np.random.default_rng(0)
    kata.check(largest, rng.normal(size=(300, 64)), rng.normal(size=(60, 64)))


@pytest.mark.kata(targets="torch")
@given(apart(dtype=np.float64))
@example((A[1:], B))
@example((WIDE[:2], WIDE[2:]))
def test_gradient_agrees_with_torch(kata, pair):
    kata.check_gradient("pairwise_distances", *pair, scale=reach(*pair) / nearest(*pair))


test_stays_on_the_device_of_its_input = on_its_device("pairwise_distances", A, B)
