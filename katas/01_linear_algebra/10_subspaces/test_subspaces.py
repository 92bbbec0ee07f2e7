"""Rank counts the directions that a matrix keeps, the kernel holds those that it forgets; together they fill space."""

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import dtypes, integer_arrays, laid_out

pytestmark = pytest.mark.kata(
    minutes=75,
    from_scratch=[
        *themes.FACTORIZATIONS,
        *themes.SOLVERS,
        *("lsq_linear", "nnls", "cond", "nullity", "subspace_angles", "cossin", "rref"),
    ],
    instead="You need elimination down to the reduced form, and dot products to make vectors orthonormal.",
    # turned round, a rounding error may be a pivot for one way, and not for another
    ladder={"a": "finite-again", "vectors": "finite", "v": "finite"},
)


def product(draw, m, n, inner):
    """A tall matrix of small whole numbers times a wide one: its rank is at most the inner size."""
    return draw(integer_arrays((m, inner), -1, 2)) @ draw(integer_arrays((inner, n), -1, 2))


@st.composite
def plain_matrices(draw, with_a_kernel=False):
    """Matrices of small whole numbers, of full rank or less."""
    m, n = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    inner = draw(st.integers(1, n - 1 if with_a_kernel else 4))
    return product(draw, m, n, inner).astype(np.float64)


@st.composite
def matrices(draw, dtype=None):
    """The same in each dtype and layout, down to one row or column."""
    a = product(draw, draw(st.integers(1, 5)), draw(st.integers(1, 5)), draw(st.integers(0, 4)))
    return draw(laid_out(a.astype(draw(dtypes()) if dtype is None else dtype)))


@st.composite
def vectors_and_parts(draw, matrices):
    """Columns, a sum of multiples of them, and a vector at right angles to all of them (or zero)."""
    vectors = draw(matrices)
    inside = vectors @ draw(integer_arrays((vectors.shape[1],), -2, 3)).astype(vectors.dtype)
    left = np.linalg.svd(vectors.astype(np.float64))[0][:, np.linalg.matrix_rank(vectors) :]
    outside = left.sum(axis=1) if left.size else np.zeros(len(vectors))
    return vectors, inside, outside.astype(vectors.dtype)


def spread(a):
    """How many roundings a kernel is off by: the longest stretch of a matrix by the shortest that is not 0."""
    stretches = np.linalg.svd(a.astype(np.float64), compute_uv=False)[: np.linalg.matrix_rank(a)]
    return stretches[0] / stretches[-1] if stretches.size else 1.0


TABLE = np.array([[2.0, 4.0, 6.0, 8.0], [1.0, 2.0, 3.0, 5.0], [0.0, 0.0, 0.0, 0.0], [2.0, 4.0, 6.0, 9.0]])
COUNTING = np.arange(1.0, 10.0).reshape(3, 3)
LATE = np.array([[0.0, 0.0, 2.0, 1.0], [0.0, 3.0, 1.0, 2.0], [0.0, 3.0, 5.0, 4.0]])
WIDE = np.array([[1.0, 2.0, 0.0, 3.0], [0.0, 0.0, 1.0, 4.0]])
GAP = np.array([[1.0, 2.0, 1.0], [2.0, 4.0, 5.0], [3.0, 6.0, 6.0]])  # no pivot in the column between two that have one
NOISE = np.array([[0.1, 0.2, 0.3], [0.7, 0.5, 0.6], [0.8, 0.7, 0.9]])  # the third row is the sum, but for rounding
TENTHS = np.outer([0.1, 0.2, 0.3, 0.7], [0.3, 0.7, 0.1])
TILTED = np.array([[1, 0], [0, 1], [1, 1], [1, -1], [3, 1]]) @ [[1e-9, 0.3, 0.7, 0.2], [1.0, 0.1, 0.2, 0.6]]  # rank 2
SKEW = np.array([[1.0, 1.0, 1.0], [1.0, 1.0 + 1e-6, 1.0]])  # nearly dependent, and by far more than rounding
AXES = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])


def projector(solution, a):
    """Puts each vector on its nearest point of the kernel: the same for every orthonormal basis."""
    basis = solution.null_space(a)
    return basis @ basis.T


def squares(solution, a):
    basis = solution.null_space(a)
    return basis * basis


def members(solution, vectors, candidates):
    return [solution.in_span(vectors, v) for v in candidates]


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_a_rank(kata):
    kata.check_figure("rank", COUNTING, gives=2)


@given(plain_matrices())
@example(TABLE)
@example(LATE)
@example(LATE.T.copy())
@example(WIDE)
@example(GAP)
@example(np.eye(4)[::-1].copy())
@example(np.array([[0.0, -3.0], [-2.0, 1.0]]))
@example(np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 0.0]]))
@example(np.ones((3, 2)))
@example(np.zeros((2, 3)))
def test_rank_agrees_with_numpy_and_torch(kata, a):
    kata.check("rank", a)


@pytest.mark.parametrize("a", [NOISE, TENTHS], ids=["sum", "multiples"])
def test_rounding_errors_are_no_pivots(kata, a):
    kata.check("rank", a)
    kata.check(projector, a, scale=spread(a))


@given(plain_matrices())
def test_rows_and_columns_have_the_same_rank(kata, a):
    kata.equal(kata.rank(a.T.copy()), kata.rank(a), "rank(A^T) = rank(A)")


@given(plain_matrices(), st.permutations(range(5)))
def test_the_order_of_the_rows_does_not_matter(kata, a, order):
    shuffled = a[[i for i in order if i < len(a)]]
    kata.equal(kata.rank(shuffled), kata.rank(a), "the rank is the same in any order of the rows")


def test_worked_example_of_a_kernel(kata):
    kata.check_figure(squares, COUNTING, gives=[[1 / 6], [2 / 3], [1 / 6]], decimals=9)


@given(plain_matrices(with_a_kernel=True))
@example(LATE)
@example(WIDE)
@example(GAP)
@example(np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0]]))
@example(np.zeros((2, 3)))
def test_the_kernel_is_that_of_numpy_and_torch(kata, a):
    kata.check(projector, a, scale=spread(a))


@given(plain_matrices(with_a_kernel=True))
def test_the_matrix_forgets_its_kernel(kata, a):
    image = a @ kata.null_space(a)
    kata.equal(image, np.zeros_like(image), "A N = 0", scale=np.linalg.norm(a) * spread(a))


@pytest.mark.kata(pinned=False)
@given(plain_matrices(with_a_kernel=True))
@example(LATE)
def test_the_basis_is_orthonormal(kata, a):
    N = np.asarray(kata.null_space(a))
    kata.equal(N.T @ N, np.eye(N.shape[1]), "N^T N = I", scale=spread(a) ** 2)


@pytest.mark.kata(pinned=False)
@given(plain_matrices(with_a_kernel=True))
@example(COUNTING)
def test_rank_and_nullity_add_up_to_the_number_of_columns(kata, a):
    nullity = np.asarray(kata.null_space(a)).shape[1]
    kata.equal(np.asarray(kata.rank(a)) + nullity, a.shape[1], "rank + nullity = columns")


def test_worked_example_of_a_span(kata):
    candidates = np.array([[2.0, 3.0, 5.0], [2.0, 3.0, 4.0], [1.0, 0.0, 1.0], [0.0, -2.0, -2.0], [0.0, 0.0, 0.0]])
    kata.check(members, AXES, candidates)


def test_the_vectors_may_depend_on_each_other(kata):
    candidates = np.array([[3.0, 3.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [2.0, 2.0, 0.0]])
    kata.check(members, np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]), candidates)


@given(vectors_and_parts(plain_matrices()), st.sampled_from([1.0, 0.25, -4.0]))
@example((AXES, np.array([1.0, 1.0, 2.0]), np.array([1.0, 1.0, -1.0])), 1.0)
def test_what_is_summed_from_the_vectors_is_in_their_span_and_what_sticks_out_is_not(kata, parts, far):
    vectors, inside, outside = parts
    kata.check("in_span", vectors, inside)
    kata.check("in_span", vectors, inside + far * outside)


@given(plain_matrices(), st.data())
def test_each_of_the_vectors_is_in_the_span(kata, vectors, data):
    column = data.draw(st.integers(0, vectors.shape[1] - 1), "column")
    kata.check("in_span", vectors, vectors[:, column].copy())


@pytest.mark.parametrize("a", [NOISE.T, TENTHS[:3]], ids=["sum", "multiple"])
def test_rounding_does_not_stick_out(kata, a):
    vectors = a[:, :2].copy()
    kata.check(members, vectors, np.stack([a[:, 2], a[:, 1], 2 * a[:, 0], a[:, 2] + np.eye(3)[0]]))


test_is_written_from_scratch = from_scratch(
    ("rank", COUNTING), ("null_space", WIDE), ("in_span", AXES, np.array([2.0, 3.0, 4.0]))
)


# --------------------------------------------------------------------------------------- edges


@edges
@given(matrices())
@example(SKEW)
@example(1e-12 * COUNTING)
@example(1e12 * COUNTING)
@example((2.0**-66 * COUNTING).astype(np.float32))
@example((2.0**66 * COUNTING).astype(np.float32))
@example(1e9 * NOISE)
@example(-NOISE)
@example(TILTED)
@example(np.diag([1.0, 1e-20]))
@example(np.array([[3.0]]))
@example(np.array([[0.0]]))
@example(np.array([[0.0, 2.0, 1.0]]))
@example(np.concatenate([np.eye(12)[:9], np.ones((3, 12))]))
def test_rank_agrees_in_every_dtype_layout_and_unit(kata, a):
    kata.check("rank", a)


@edges
@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)], ids=str)
def test_the_rank_of_nothing_is_zero(kata, shape):
    kata.check("rank", np.ones(shape))


@edges
@pytest.mark.parametrize("tol", [2e3, 0.5, 1e-3, 1e-12, 1e-30, 0])
@pytest.mark.parametrize("a", [np.diag([1e-2, 1e3, 1e-8, 1e-20]), np.diag([3e-2, 1.0])[::-1]], ids=["4", "2"])
def test_tol_says_which_pivots_count(kata, a, tol):
    kata.check("rank", a, tol)
    kata.check("rank", a, tol=tol)


@edges
def test_a_pivot_of_the_magnitude_of_tol_counts_as_zero(kata):
    kata.check_figure("rank", np.diag([8.0, 2.0, -2.0, 0.5]), 2.0, gives=1)


def in_single_precision(solution, a):
    xp = array_namespace(a)
    return solution.rank(xp.astype(a, xp.float32))


@edges
@pytest.mark.parametrize(
    "a", [NOISE, COUNTING / 10, np.diag([1.0, 1e-9]), np.diag([1.0, 1e-2])], ids=["sum", "tenths", "1e-9", "1e-2"]
)
def test_rounding_is_larger_in_single_precision(kata, a):
    kata.check(in_single_precision, a)


@edges
@given(matrices(np.float64))
@example(np.ones((1, 4)))
@example(1e9 * NOISE)
@example(TILTED)
@example(1e-18 * COUNTING)
@example(np.concatenate([np.eye(12)[:5], np.ones((2, 12))]))
def test_the_kernel_is_right_in_every_layout_and_unit(kata, a):
    kata.check(projector, a, scale=spread(a))


@edges
@pytest.mark.parametrize(
    "a", [np.eye(3), np.eye(3, 2) + 1, np.zeros((2, 0)), np.zeros((0, 0))], ids=["3x3", "3x2", "2x0", "0x0"]
)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_kernel_of_zero_has_an_empty_basis(kata, a, dtype):
    kata.check("null_space", a.astype(dtype))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_kernel_has_the_dtype_of_the_matrix(kata, dtype):
    kata.check(squares, np.array([[1.0, 0.0, 1.0], [0.0, 2.0, 2.0]], dtype))


@edges
@pytest.mark.parametrize("n", [1, 3])
def test_without_equations_everything_is_in_the_kernel(kata, n):
    kata.check(projector, np.ones((0, n)))


@edges(pinned=False)
@given(matrices())
@example(NOISE)
def test_the_basis_is_orthonormal_in_every_dtype(kata, a):
    N = np.asarray(kata.null_space(a), np.float64)
    kata.equal(N.T @ N, np.eye(N.shape[1]), "N^T N = I", scale=spread(a) ** 2)
    image = a.astype(np.float64) @ N
    kata.equal(image, np.zeros_like(image), "A N = 0", scale=np.linalg.norm(a) * spread(a))


@edges
@given(vectors_and_parts(matrices()), st.sampled_from([1.0, 0.25, -4.0]))
@example((np.array([[1.0], [2.0]]), np.array([-2.0, -4.0]), np.array([-2.0, 1.0])), 1.0)
def test_the_span_is_right_in_every_dtype_and_layout(kata, parts, far):
    vectors, inside, outside = parts
    kata.check("in_span", vectors, inside)
    kata.check("in_span", vectors, (inside + far * outside).astype(vectors.dtype))


@edges
@given(matrices())
def test_zero_is_in_every_span(kata, vectors):
    kata.check("in_span", vectors, np.zeros_like(vectors[:, 0]))


@edges
def test_no_vectors_span_zero(kata):
    kata.check(members, np.zeros((2, 0)), np.array([[0.0, 0.0], [3.0, 1.0]]))
    kata.check(members, np.zeros((3, 2)), np.array([[3.0, 3.0, 1.0], [0.0, 0.0, 0.0]]))
    kata.check("in_span", np.zeros((0, 2)), np.zeros(0))


def members_in_single_precision(solution, vectors, candidates):
    xp = array_namespace(vectors, candidates)
    return members(solution, xp.astype(vectors, xp.float32), xp.astype(candidates, xp.float32))


@edges
def test_rounding_sticks_out_further_in_single_precision(kata):
    kata.check(members_in_single_precision, NOISE.T[:, :2], NOISE[[2, 2, 0]] + np.array([[0.0], [1e-2], [0.0]]))


@edges
def test_a_millionth_is_no_rounding(kata):
    kata.check("in_span", AXES, np.array([1.0, 1.0, 2.000001]))
    kata.check("in_span", SKEW.T[:, :1], SKEW.T[:, 1])


@edges
@pytest.mark.parametrize("c", [1e-18, -1e-6, 1e18])
def test_only_directions_matter(kata, c):
    candidates = np.array([[2.0, 3.0, 5.0], [2.0, 3.0, 4.0], [0.1, 0.7, 0.8], [1.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
    kata.check(members, AXES, c * candidates)
    kata.check(members, c * AXES, candidates)
    kata.check(members, AXES * np.array([c, 1.0]), candidates)


@edges
@pytest.mark.parametrize("c", [2.0**-70, 2.0**70], ids=["1e-21", "1e21"])
def test_only_directions_matter_in_float32(kata, c):
    candidates = np.array([[2.0, 3.0, 5.0], [2.0, 3.0, 4.0], [0.0, 0.0, 0.0]], np.float32)
    kata.check(members, AXES.astype(np.float32), (c * candidates).astype(np.float32))
    kata.check(members, (c * AXES).astype(np.float32), candidates)


@edges
@pytest.mark.parametrize("n", [0, 1, 2, 4])
def test_refuses_a_vector_of_another_size(kata, n):
    kata.check_raises(ValueError, "in_span", AXES, np.ones(n), says=[3, n])


# --------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(
    ("rank", WIDE), ("null_space", WIDE), ("null_space", np.eye(2)), ("in_span", AXES, np.array([2.0, 3.0, 4.0]))
)
