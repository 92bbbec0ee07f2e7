"""Norms measure vectors: never negative, in proportion, and no detour is shorter than the straight way."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, themes
from dojo.strategies import arrays, axes, plain_arrays

INF = float("inf")

pytestmark = pytest.mark.kata(
    minutes=30,
    from_scratch=[
        *themes.DISTANCES,
        *("norm", "vector_norm", "matrix_norm", "frobenius_norm", "renorm", "hypot", "cityblock", "chebyshev"),
        *("manhattan_distances", "normalize", "get_total_norm", "clip_grad_norm", "l1_loss"),
        *("dnrm2", "snrm2", "dasum", "sasum", "get_blas_funcs"),
    ],
    instead="You need magnitudes, squares, a sum, a maximum and a square root.",
    ladder={"x": "finite", "u": "finite", "v": "finite"},
    long="n axis *",
)

ORDS = pytest.mark.parametrize("ord", [1, 2, INF])


@st.composite
def plain_vectors(draw):
    """Vectors along one of the axes, and that axis."""
    x = draw(plain_arrays())
    return x, draw(axes(x.ndim))


@st.composite
def plain_pairs(draw):
    """Vectors of one length: as many of both, or a batch and a single one."""
    u = draw(plain_arrays())
    v = draw(plain_arrays(draw(st.sampled_from([u.shape, u.shape[-1:]]))))
    return draw(st.sampled_from([(u, v), (v, u)]))


@st.composite
def settled(draw, *args, **kwargs):
    """Arrays without entries whose square is too small for a float: there a plain sum of squares gives 0."""
    x = draw(arrays(*args, **kwargs))
    x[np.abs(x) < 1e-30] = 0
    return x


@st.composite
def vectors(draw, exclude_zero=False):
    """Vectors along one of the axes, and that axis, in any dtype and layout."""
    x = draw(settled(exclude_zero=exclude_zero))
    return x, draw(axes(x.ndim))


@st.composite
def pairs(draw):
    """Vectors of one length whose other axes broadcast, in any dtype and layout."""
    u = draw(settled(layouts=False))
    shape = draw(st.sampled_from([u.shape, u.shape[-1:], (1,) * (u.ndim - 1) + u.shape[-1:]]))
    v = draw(settled(shape, u.dtype))
    return draw(st.sampled_from([(u, v), (v, u)]))


# ---------------------------------------------------------------------------------------- core


@pytest.mark.parametrize(("ord", "gives"), [(1, 6.0), (2, 3.7417), (INF, 3.0)])
def test_worked_example(kata, ord, gives):
    kata.check_figure("norm", np.array([1.0, 2.0, 3.0]), ord=ord, gives=gives, decimals=4)


@pytest.mark.parametrize(("ord", "gives"), [(1, 7.0), (2, 5.0), (INF, 4.0)])
def test_signs_do_not_matter(kata, ord, gives):
    kata.check_figure("norm", np.array([3.0, -4.0]), ord=ord, gives=gives)


@ORDS
@pytest.mark.parametrize("axis", [-1, 0])
def test_each_vector_along_the_axis_has_a_norm_of_its_own(kata, axis, ord):
    kata.check("norm", np.array([[3.0, -4.0, 1.0], [-1.0, 2.0, -2.0]]), ord=ord, axis=axis)


def test_is_the_euclidean_norm_along_the_last_axis_by_default(kata):
    kata.check("norm", np.array([[3.0, -4.0, 1.0], [-1.0, 2.0, -2.0]]))


@pytest.mark.parametrize(("ord", "gives"), [(1, 7.0), (2, 5.0), (INF, 4.0)])
def test_worked_example_of_distance(kata, ord, gives):
    u, v = np.array([1.0, 2.0, 3.0]), np.array([4.0, -2.0, 3.0])
    kata.check_figure("distance", u, v, ord=ord, gives=gives)


@ORDS
def test_distance_of_several_vectors_from_one(kata, ord):
    kata.check("distance", np.array([[1.0, 2.0], [3.0, -5.0], [0.0, 0.5]]), np.array([1.0, -1.0]), ord=ord)


@ORDS
@given(plain_vectors())
@example((np.arange(-12.0, 12.0).reshape(2, 3, 4), 1))
def test_agrees_with_numpy_and_torch(kata, ord, x_and_axis):
    x, axis = x_and_axis
    kata.check("norm", x, ord=ord, axis=axis)


@ORDS
@given(plain_pairs())
def test_distance_agrees_with_numpy_and_torch(kata, ord, u_and_v):
    kata.check("distance", *u_and_v, ord=ord)


@given(plain_pairs())
def test_distance_is_euclidean_by_default(kata, u_and_v):
    kata.check("distance", *u_and_v)


@ORDS
@given(plain_arrays((2, 4)), st.sampled_from([-3.0, -1.0, 0.0, 0.5, 8.0]))
def test_grows_in_proportion(kata, ord, x, c):
    kata.equal(kata.norm(x * c, ord=ord), abs(c) * kata.norm(x, ord=ord), "norm(c x) = |c| norm(x)")


@ORDS
@given(plain_arrays((2, 4)), plain_arrays((2, 4)))
def test_no_detour_is_shorter(kata, ord, x, y):
    whole, parts = kata.norm(x + y, ord=ord), kata.norm(x, ord=ord) + kata.norm(y, ord=ord)
    kata.equal(np.maximum(whole, parts), parts, "norm(x + y) <= norm(x) + norm(y)")


@given(plain_arrays((2, 4)))
def test_the_three_norms_keep_their_order(kata, x):
    largest, euclidean, total = (kata.norm(x, ord=ord) for ord in (INF, 2, 1))
    kata.equal(np.maximum(largest, euclidean), euclidean, "the largest magnitude <= the Euclidean norm")
    kata.equal(np.maximum(euclidean, total), total, "the Euclidean norm <= the sum of magnitudes")


@ORDS
@given(plain_arrays((2, 3)))
def test_distance_to_itself_is_zero(kata, ord, u):
    kata.require(kata.distance(u, u, ord=ord) == 0, "distance(u, u) = 0")


def all_of_them(solution, x):
    return [solution.norm(x, ord=o) for o in (1, 2, INF)] + [solution.distance(x, x + 1)]


test_is_written_from_scratch = from_scratch(all_of_them, np.array([[1.0, -2.0, 3.0]]))


# --------------------------------------------------------------------------------------- edges


@edges
@ORDS
@given(vectors())
@example((np.array([[3.0, -4.0, 1.0], [-1.0, 2.0, -2.0]], np.float32), -1))
@example((np.array([-3.0]), 0))
@example((np.zeros((2, 3)), -1))
@example((np.zeros((0, 3)), -1))
@example((np.zeros((2, 0, 3), np.float32), 0))
@example((np.arange(-60.0, 60.0).reshape(2, 3, 4, 5), 1))
@example((np.arange(-320.0, 320.0).reshape(16, 40), -1))
def test_agrees_in_every_dtype_and_layout(kata, ord, x_and_axis):
    x, axis = x_and_axis
    kata.check("norm", x, ord=ord, axis=axis)


@edges
@ORDS
@given(settled((3, 4), magnitude=1e15))
@example(np.array([[1e15, 1.0, 0.0, -1e15], [1e-15, -1e-15, 0.0, 0.0]]))
@example(np.array([[1e18, -1e18, 3.0, 0.0], [1e-15, 2e-15, 0.0, -1e-15]], np.float32))
def test_is_right_for_large_and_small_entries(kata, ord, x):
    kata.check("norm", x, ord=ord)


@edges
@ORDS
@given(pairs())
@example((np.array([1e6, 1e6 + 1]), np.array([1e6 + 1, 1e6])))
@example((np.array([1e8, 1e8 + 2]), np.array([1e8 + 1, 1e8])))
@example((np.ones((2, 1, 3)), np.arange(12.0).reshape(4, 3)))
def test_distance_agrees_in_every_dtype_and_layout(kata, ord, u_and_v):
    kata.check("distance", *u_and_v, ord=ord)


def both(solution, x, ord):
    return [solution.norm(x, ord=ord), solution.distance(x, 2 * x, ord=ord)]


@edges
@pytest.mark.parametrize("ord", [1.0, 2.0])
def test_a_whole_number_may_be_a_float(kata, ord):
    kata.check(both, np.array([3.0, -4.0]), ord)


@edges
@pytest.mark.parametrize("ord", [3, 0, -1, -2, 0.5, 1.5, 2.5, -INF])
def test_refuses_other_orders(kata, ord):
    kata.check_raises(ValueError, "norm", np.array([1.0, 2.0]), ord=ord, says=[ord])
    kata.check_raises(ValueError, "distance", np.array([1.0, 2.0]), np.array([0.0, 1.0]), ord=ord, says=[ord])


# --------------------------------------------------------------------------------------- torch


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
