"""Singular values say how far a matrix stretches each direction; the largest k make the nearest matrix of rank k."""

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device
from dojo.strategies import dtypes, integer_arrays, laid_out

pytestmark = pytest.mark.kata(
    uses=["eigen", "gram_schmidt"],
    minutes=60,
    from_scratch=[
        *("svd", "svdvals", "svds", "svd_lowrank", "pca_lowrank", "randomized_svd", "TruncatedSVD", "gesdd", "gesvd"),
        *("eigh", "eig", "eigvals", "eigvalsh", "eigsh", "eigs", "lobpcg", "syevd", "symeig", "schur", "polar"),
        *("pinv", "pinverse", "pinvh", "lstsq", "matrix_rank", "null_space", "orth", "PCA", "interp_decomp", "sqrtm"),
    ],
    instead="You need products of matrices, cosines and sines, and QR; `mine.eigen` is yours.",
    ladder={"singular_values.a": "finite-huge-tiny-float32", "put_together.a": "finite-huge-tiny-float32"},
)

A = np.array([[3.0, 0.0], [4.0, 5.0]])
"""It stretches (1, 1)/√2 by 3√5, and (1, -1)/√2 by √5."""
COUNTING = np.arange(1.0, 10.0).reshape(3, 3)
DOUBLE = np.array([[1.0, 2.0], [2.0, 4.0]])


def with_values(m, n, values, seed=0):
    """A matrix of given singular values, along directions that are none of the axes."""
    rng, r = np.random.default_rng(seed), len(values)
    left, right = (np.linalg.qr(rng.normal(size=(size, r)))[0] for size in (m, n))
    return left * values @ right.T


TALL, WIDE = with_values(4, 3, [8.0, 4.0, 1.0]), with_values(2, 4, [6.0, 2.0], seed=1)
SQUARE = with_values(3, 3, [5.0, 2.0, 1.0], seed=2)
STEEP = with_values(4, 3, [1.0, 1e-5, 1e-9], seed=3)
IN_FLOAT32 = with_values(4, 3, [1.0, 1e-2, 1e-4], seed=4).astype(np.float32)
SPECIAL = [
    *(COUNTING, STEEP, STEEP.T.copy(), 1e30 * STEEP, 1e-30 * STEEP, IN_FLOAT32, DOUBLE, np.zeros((3, 2))),
    *(np.zeros((2, 3)), np.eye(3), np.ones((4, 2)), np.ones((1, 3)), np.array([[-2.0]]), np.diag([-2.0, 5.0])),
    *(np.diag([0.0, 3.0, 0.0]), np.array([[0.0, 1.0], [0.0, 0.0]]), np.eye(3)[:, :2].copy(), -np.eye(2)),
]
BROKEN = [np.array([[1.0, np.nan], [0.0, 1.0]]), np.array([[1.0], [np.inf]]), np.array([[-np.inf, 2.0, 3.0]])]


@st.composite
def plain_matrices(draw):
    """Tall, wide and square matrices whose singular values are each half of the one before."""
    m, n = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    return with_values(m, n, [8.0, 4.0, 2.0, 1.0][: min(m, n)], draw(st.integers(0, 999)))


@st.composite
def matrices(draw):
    """Matrices of small whole numbers, of full rank or less, in each dtype and layout, down to one row or column."""
    m, n, inner = draw(st.integers(1, 5)), draw(st.integers(1, 5)), draw(st.integers(1, 4))
    a = draw(integer_arrays((m, inner), -1, 2)) @ draw(integer_arrays((inner, n), -1, 2))
    return draw(laid_out(a.astype(draw(dtypes())) * 2.0 ** draw(st.sampled_from([0, -20, 20]))))


def singular_values(solution, a):
    return solution.svd(a)[1]


def put_together(solution, a):
    """U diag(S) Vh, which is the matrix again, whatever the signs and the basis."""
    U, S, Vh = solution.svd(a)
    return (U * S) @ Vh


def which_product_is_the_matrix(solution, a):
    """The product of the parts that is the matrix, in words: it tells what is turned, whatever the signs."""
    xp, (U, S, Vh) = array_namespace(a), solution.svd(a)
    signs = xp.sign(xp.linalg.diagonal(U.T @ a @ Vh.T))
    products = {
        "U diag(S) Vh": (U * S) @ Vh,
        "U diag(S) Vhᵀ": (U * S) @ Vh.T,
        "Uᵀ diag(S) Vh": (U.T * S) @ Vh,
        "U Vh": U @ Vh,
        "U diag(√S) Vh": (U * xp.sqrt(xp.abs(S))) @ Vh,
        "U diag(S) Vh with other signs": (U * S * signs) @ Vh,
        "U diag(S) Vh with S the other way round": (U * xp.flip(S)) @ Vh,
        "U diag(S) Vh with the rows of Vh the other way round": (U * S) @ xp.flip(Vh, axis=0),
    }
    return next((name for name, b in products.items() if xp.max(xp.abs(b - a)) < 1e-6 * xp.max(xp.abs(a))), "another")


def shapes_of(solution, a):
    return {name: tuple(part.shape) for name, part in zip(("U", "S", "Vh"), solution.svd(a), strict=True)}


def first_column(solution, a):
    """The projector on the first column of U: the same for both of its signs."""
    U = solution.svd(a)[0]
    return U[:, :1] @ U[:, :1].T


def first_row(solution, a):
    """The projector on the first row of Vh."""
    Vh = solution.svd(a)[2]
    return Vh[:1, :].T @ Vh[:1, :]


def steepness(a):
    """The largest singular value by the smallest that is not 0."""
    values = np.linalg.svd(a.astype(np.float64))[1]
    values = values[values > 1e-12 * values[0]]
    return float(values[0] / values[-1]) if values.size else 1.0


def size(a):
    return float(np.linalg.norm(a.astype(np.float64)))


def is_a_rotation_a_stretch_and_a_rotation(kata, a, unsure=1.0):
    U, S, Vh = (np.asarray(part) for part in kata.svd(a))
    kata.require(np.diff(S) <= 0, "the singular values descend")
    kata.require(S >= 0, "no singular value is negative")
    kata.equal(U.T @ U, np.eye(len(S)), "Uᵀ U = I", scale=unsure)
    kata.equal(Vh @ Vh.T, np.eye(len(S)), "Vh Vhᵀ = I", scale=unsure)
    kata.equal(a @ Vh.T, U * S, "A v = s u", scale=size(a) * unsure)


def examples(test):
    for a in reversed(SPECIAL):  # the last to be added runs first
        test = example(a)(test)
    return test


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_the_values(kata):
    kata.check_figure(singular_values, A, gives=[6.7082, 2.2361], decimals=4)


def test_u_times_s_times_vh_is_the_matrix(kata):
    kata.check(which_product_is_the_matrix, SQUARE)


def test_worked_example_of_the_first_directions(kata):
    kata.check_figure(first_column, A, gives=[[0.1, 0.3], [0.3, 0.9]], decimals=9)
    kata.check_figure(first_row, A, gives=[[0.5, 0.5], [0.5, 0.5]], decimals=9)


@pytest.mark.parametrize("a", [TALL, WIDE, SQUARE], ids=["tall", "wide", "square"])
def test_there_are_as_many_values_as_the_smaller_side(kata, a):
    kata.check(shapes_of, a)


@given(plain_matrices())
@example(A)
@example(TALL)
@example(WIDE)
def test_values_agree_with_numpy_and_torch(kata, a):
    kata.check(singular_values, a, scale=size(a) * steepness(a))


@given(plain_matrices())
@example(A)
@example(TALL)
@example(WIDE)
def test_the_parts_make_the_matrix_again(kata, a):
    kata.check(put_together, a, scale=size(a) * steepness(a))


@pytest.mark.parametrize("a", [TALL, WIDE, SQUARE], ids=["tall", "wide", "square"])
def test_first_directions_agree_with_numpy_and_torch(kata, a):
    kata.check(first_column, a, scale=steepness(a))
    kata.check(first_row, a, scale=steepness(a))


@pytest.mark.kata(pinned=False)
@given(plain_matrices())
@example(TALL)
def test_is_a_rotation_a_stretch_and_a_rotation(kata, a):
    is_a_rotation_a_stretch_and_a_rotation(kata, a, unsure=steepness(a) ** 2)


def test_worked_example_of_rank_one(kata):
    kata.check_figure("low_rank", A, 1, gives=[[1.5, 1.5], [4.5, 4.5]], decimals=9)


@pytest.mark.parametrize("k", [1, 2])
@given(plain_matrices())
@example(TALL)
@example(WIDE)
def test_low_rank_agrees_with_numpy_and_torch(kata, k, a):
    kata.check("low_rank", a, k, scale=size(a) * steepness(a))


@pytest.mark.kata(pinned=False)
@given(plain_matrices(), st.integers(0, 2**32 - 1))
@example(TALL, 0)
def test_no_matrix_of_rank_one_is_nearer(kata, a, seed):
    rng = np.random.default_rng(seed)
    guess = rng.normal(size=(a.shape[0], 1))
    other = guess @ np.linalg.lstsq(guess, a, rcond=None)[0]  # the best with these columns
    mine, theirs = (float(np.linalg.norm(a - np.asarray(b))) for b in (kata.low_rank(a, 1), other))
    kata.equal(min(mine, theirs), mine, "no matrix of rank 1 is nearer to A", scale=size(a))


def test_worked_example_of_an_inverse(kata):
    kata.check_figure("pseudo_inverse", A, gives=[[1 / 3, 0.0], [-4 / 15, 0.2]], decimals=9)


@given(plain_matrices())
@example(TALL)
@example(WIDE)
def test_pseudo_inverse_agrees_with_numpy_and_torch(kata, a):
    kata.check("pseudo_inverse", a, scale=steepness(a) ** 2)


test_is_written_from_scratch = from_scratch(("svd", TALL), ("low_rank", WIDE, 1), ("pseudo_inverse", TALL))


# --------------------------------------------------------------------------------------- edges


@edges
@given(matrices())
@examples
def test_values_may_be_equal_tiny_or_zero_in_every_dtype(kata, a):
    kata.check(singular_values, a, scale=size(a))


@edges
@given(matrices())
@examples
def test_the_parts_make_any_matrix_again(kata, a):
    kata.check(put_together, a, scale=size(a))


@edges(pinned=False)
@given(matrices())
@examples
def test_directions_stand_at_right_angles_even_where_the_value_is_zero(kata, a):
    is_a_rotation_a_stretch_and_a_rotation(kata, a)


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("shape", [(9, 7), (6, 11), (24, 20)], ids=str)
def test_finds_all_values_of_a_larger_matrix(kata, shape, dtype):
    a = np.random.default_rng(shape[0]).normal(size=shape).astype(dtype)
    kata.check(singular_values, a, scale=size(a))
    kata.check(put_together, a, scale=size(a))


@edges
@pytest.mark.parametrize("a", BROKEN, ids=["nan", "inf", "-inf"])
def test_refuses_what_is_not_finite(kata, a):
    kata.check_raises(ValueError, "svd", a)
    kata.check_raises(ValueError, "low_rank", a, 1)
    kata.check_raises(ValueError, "pseudo_inverse", a)


@edges
@pytest.mark.parametrize("k", [0, 1, 2, 3, 7])
@pytest.mark.parametrize("a", [TALL, COUNTING, STEEP, IN_FLOAT32], ids=["tall", "counting", "steep", "float32"])
def test_low_rank_keeps_the_k_largest_and_no_more(kata, a, k):
    kata.check("low_rank", a, k, scale=size(a))


@edges(pinned=False)
@pytest.mark.parametrize("k", [0, 1, 2])
@pytest.mark.parametrize("a", [np.eye(3), np.diag([2.0, -2.0, 1.0])], ids=["equal", "opposite"])
def test_low_rank_of_equal_values_is_as_near_as_can_be(kata, a, k):
    found = np.asarray(kata.low_rank(a, k))
    left_out = np.sort(np.abs(np.diag(a)))[: len(a) - k]
    kata.equal(np.linalg.norm(a - found), np.linalg.norm(left_out), "‖A - A_k‖² = Σ s² of what is left out", scale=3)
    kata.require(np.linalg.matrix_rank(found, tol=1e-9) <= k, "the rank of A_k is at most k")


@edges
@pytest.mark.parametrize("k", [-1, -2])
def test_refuses_a_negative_rank(kata, k):
    kata.check_raises(ValueError, "low_rank", TALL, k, says=[k])


@edges
@given(matrices())
@example(1e3 * STEEP)
@example(1e-12 * DOUBLE)
@example(COUNTING)
@example(IN_FLOAT32)
@example(np.zeros((2, 3)))
@example(np.zeros((3, 1)))
@example(np.ones((1, 3)))
@example(np.diag([0.0, 3.0, 0.0]))
def test_pseudo_inverse_leaves_out_what_is_zero(kata, a):
    largest = float(np.abs(np.linalg.pinv(a.astype(np.float64), rcond=1e-12)).max())
    kata.check("pseudo_inverse", a, scale=largest * steepness(a))


@edges
@given(matrices())
@example(DOUBLE)
@example(COUNTING)
def test_undoing_and_doing_again_changes_nothing(kata, a):
    back = np.asarray(kata.pseudo_inverse(a))
    kata.equal(a @ back @ a, a, "A A⁺ A = A", scale=size(a) * steepness(a) ** 2)


@edges
@pytest.mark.parametrize("small", [1e-13, 3e-15, 1e-8])
def test_what_is_as_small_as_rounding_counts_as_zero(kata, small):
    kata.check("pseudo_inverse", np.diag([700.0, 700 * small]), scale=1 / small)


@edges
@pytest.mark.parametrize("shape", [(2, 6), (6, 2)], ids=str)
def test_rounding_grows_with_the_larger_side(kata, shape):
    a = np.zeros(shape)
    a[0, 0], a[1, 1] = 700.0, 700 * 40 * np.finfo(np.float64).eps
    kata.check("pseudo_inverse", a, scale=1.0)


def in_single_precision(solution, a):
    xp = array_namespace(a)
    return solution.pseudo_inverse(xp.astype(a, xp.float32))


@edges
@pytest.mark.parametrize("small", [1e-6, 1e-5])
def test_rounding_is_larger_in_single_precision(kata, small):
    kata.check(in_single_precision, np.diag([700.0, 700 * small]), scale=1 / small)


# --------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(("svd", TALL), ("low_rank", WIDE, 1), ("pseudo_inverse", TALL))
