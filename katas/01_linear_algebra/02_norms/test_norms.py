"""Norms measure vectors: never negative, in proportion, and no way round is shorter than the straight one."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo.strategies import arrays, axes

pytestmark = pytest.mark.kata(
    day=1,
    from_scratch=[
        *("norm", "vector_norm", "matrix_norm", "frobenius_norm", "renorm", "hypot", "cdist", "pdist", "dist"),
        *("pairwise_distance", "PairwiseDistance", "euclidean", "cityblock", "chebyshev", "minkowski"),
        *("euclidean_distances", "manhattan_distances", "pairwise_distances"),
    ],
    instead="You need magnitudes, squares, a sum, a maximum and a square root.",
)

ORDS = pytest.mark.parametrize("ord", [1, 2, float("inf")])


@st.composite
def settled(draw, *args, **kwargs):
    """Arrays without entries whose square is too small for a float: there a plain sum of squares gives 0."""
    x = draw(arrays(*args, **kwargs))
    x[np.abs(x) < 1e-30] = 0
    return x


@st.composite
def vectors(draw, exclude_zero=False):
    """Vectors along one of the axes, and that axis."""
    x = draw(settled(exclude_zero=exclude_zero))
    return x, draw(axes(x.ndim))


@st.composite
def pairs(draw):
    """Vectors of one length whose other axes broadcast."""
    u = draw(settled(layouts=False))
    shape = draw(st.sampled_from([u.shape, u.shape[-1:], (1,) * (u.ndim - 1) + u.shape[-1:]]))
    v = draw(settled(shape, u.dtype))
    return draw(st.sampled_from([(u, v), (v, u)]))


@pytest.mark.parametrize(("ord", "gives"), [(1, 6.0), (2, 3.7417), (float("inf"), 3.0)])
def test_worked_figure(kata, ord, gives):
    kata.check_figure("norm", np.array([1.0, 2.0, 3.0]), ord=ord, gives=gives, decimals=4)


@pytest.mark.parametrize(("ord", "gives"), [(1, 7.0), (2, 5.0), (float("inf"), 4.0)])
def test_worked_figure_of_distance(kata, ord, gives):
    u, v = np.array([1.0, 2.0, 3.0]), np.array([4.0, -2.0, 3.0])
    kata.check_figure("distance", u, v, ord=ord, gives=gives, decimals=4)


@ORDS
@given(vectors())
@example((np.array([[3.0, -4.0, 1.0], [-1.0, 2.0, -2.0]]), 0))
@example((np.array([[3.0, -4.0, 1.0], [-1.0, 2.0, -2.0]], np.float32), -1))
@example((np.arange(-12.0, 12.0).reshape(2, 3, 4), 1))
@example((np.array([-3.0]), 0))
def test_agrees_with_numpy_and_torch(kata, ord, x_and_axis):
    x, axis = x_and_axis
    kata.check("norm", x, ord=ord, axis=axis)


@given(settled())
def test_is_the_euclidean_norm_along_the_last_axis_by_default(kata, x):
    kata.check("norm", x)


@ORDS
@given(settled((3, 4), magnitude=1e15))
@example(np.array([[1e15, 1.0, 0.0, -1e15], [1e-15, -1e-15, 0.0, 0.0]]))
def test_is_right_for_large_and_small_entries(kata, ord, x):
    kata.check("norm", x, ord=ord)


@ORDS
@given(pairs())
@example((np.array([[1.0, 2.0], [3.0, -5.0], [0.0, 0.5]]), np.array([1.0, -1.0])))
@example((np.array([1e6, 1e6 + 1]), np.array([1e6 + 1, 1e6])))
def test_distance_agrees_with_numpy_and_torch(kata, ord, u_and_v):
    kata.check("distance", *u_and_v, ord=ord)


@given(pairs())
@example((np.array([1e8, 1e8 + 2]), np.array([1e8 + 1, 1e8])))
def test_distance_is_euclidean_by_default(kata, u_and_v):
    kata.check("distance", *u_and_v)


@ORDS
@given(settled((2, 4)), st.sampled_from([-3.0, -1.0, 0.0, 0.5, 8.0]))
def test_grows_in_proportion(kata, ord, x, c):
    kata.equal(kata.norm(x * x.dtype.type(c), ord=ord), abs(c) * kata.norm(x, ord=ord), "norm(c x) = |c| norm(x)")


@ORDS
@given(settled((2, 4)), st.data())
def test_no_way_round_is_shorter(kata, ord, x, data):
    y = data.draw(settled(x.shape, x.dtype))
    whole, parts = kata.norm(x + y, ord=ord), kata.norm(x, ord=ord) + kata.norm(y, ord=ord)
    kata.equal(np.maximum(whole, parts), parts, "norm(x + y) <= norm(x) + norm(y)")


@given(settled((2, 4)))
def test_the_three_norms_keep_their_order(kata, x):
    largest, euclidean, total = (kata.norm(x, ord=ord) for ord in (float("inf"), 2, 1))
    kata.equal(np.maximum(largest, euclidean), euclidean, "the largest magnitude <= the Euclidean norm")
    kata.equal(np.maximum(euclidean, total), total, "the Euclidean norm <= the sum of magnitudes")


@ORDS
@given(settled((2, 3)))
def test_distance_to_itself_is_zero(kata, ord, u):
    kata.require(kata.distance(u, u, ord=ord) == 0, "distance(u, u) = 0")


@pytest.mark.parametrize("ord", [0, 3, -1, 0.5, float("-inf")])
def test_refuses_other_orders(kata, ord):
    kata.check_raises(ValueError, "norm", np.array([1.0, 2.0]), ord=ord)
    kata.check_raises(ValueError, "distance", np.array([1.0, 2.0]), np.array([0.0, 1.0]), ord=ord)


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("ord", [1, 2])
@given(vectors(exclude_zero=True))
def test_gradient_agrees_with_torch(kata, ord, x_and_axis):
    x, axis = x_and_axis
    kata.check_gradient("norm", x.astype(np.float64), ord=ord, axis=axis)


@pytest.mark.kata(targets="torch")
def test_gradient_of_distance_agrees_with_torch(kata):
    kata.check_gradient("distance", np.array([[1.0, 2.0], [3.0, -5.0], [0.0, 0.5]]), np.array([1.5, -1.0]))


@pytest.mark.kata(targets="torch-cpu")
@ORDS
def test_stays_on_the_device_of_its_input(kata, ord):
    kata.check_device("distance", np.array([[1.0, -2.0], [0.0, 3.0]]), np.array([1.0, 1.0]), ord=ord)


def test_is_written_from_scratch(kata):
    def all_of_them(solution, x):
        return [solution.norm(x, ord=o) for o in (1, 2, float("inf"))] + [solution.distance(x, x + 1)]

    kata.check_from_scratch(all_of_them, np.array([[1.0, -2.0, 3.0]]))
