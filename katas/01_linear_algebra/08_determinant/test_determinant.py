"""A determinant is the stretch of a matrix: it multiplies, changes sign with a swap, and is 0 where space collapses."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo.strategies import arrays, dtypes, laid_out

_FACTORS = ["lu", "lu_factor", "lu_factor_ex", "lu_solve", "lu_unpack", "qr", "geqrf", "cholesky", "cholesky_ex"]
_MORE_FACTORS = ["svd", "svdvals", "ldl", "ldl_factor", "ldl_factor_ex", "schur", "hessenberg", "dgetrf", "sgetrf"]
_SPECTRA = ["eig", "eigh", "eigvals", "eigvalsh", "poly", "slogdet", "logdet", "det"]

pytestmark = pytest.mark.kata(
    day=2,
    from_scratch=[*_SPECTRA, *_FACTORS, *_MORE_FACTORS],
    instead="You need to swap rows, to take multiples of one row off the others, and a product.",
)

BATCHES = [(), (), (2,), (3, 1)]


@st.composite
def matrices(draw, count=1, batches=BATCHES):
    """Square matrices, or batches of them, of one shape and dtype; none of their entries is tiny."""
    n, batch, dtype = draw(st.integers(1, 4)), draw(st.sampled_from(batches)), draw(dtypes())
    found = [draw(arrays((*batch, n, n), dtype, layouts=False)) for _ in range(count)]
    found = [draw(laid_out(np.where(np.abs(a) < 1e-3, np.zeros_like(a), a))) for a in found]
    return found if count > 1 else found[0]


def size(a):
    """The magnitude of the products that a determinant adds up: the sum itself may be nearly nothing."""
    return np.linalg.norm(a.astype(np.float64), axis=(-2, -1)) ** a.shape[-1]


def regular(seed, *shape):
    """Matrices far from singular, whose pivots are off the diagonal."""
    rng = np.random.default_rng(seed)
    n = shape[-1]
    return (rng.normal(size=shape) / n + 2 * np.eye(n)) @ np.eye(n)[rng.permutation(n)]


PLAIN = np.array([[4.0, 2.0, 2.0], [2.0, 5.0, 3.0], [2.0, -1.0, 3.0]])
SWAPS = np.array([[0.0, 2.0, 1.0], [1.0, 1.0, 0.0], [3.0, 0.0, 1.0]])
NEGATIVE = np.array([[0.0, -2.0, 1.0], [-1.0, -1.0, 0.0], [-3.0, 0.0, -1.0]])
LATE = np.array([[2.0, 1.0, 1.0], [4.0, 2.0, -1.0], [6.0, 5.0, 3.0]])


def test_worked_figure(kata):
    kata.check_figure("determinant", PLAIN, gives=48.0, decimals=9)


def test_worked_figure_that_needs_a_swap(kata):
    kata.check_figure("determinant", np.array([[2.0, 1.0], [4.0, 5.0]]), gives=6.0, decimals=9)


def test_worked_figure_that_begins_with_a_zero(kata):
    kata.check_figure("determinant", SWAPS, gives=-5.0, decimals=9)


@given(matrices())
@example(NEGATIVE)
@example(LATE)
@example(np.array([[-7.0]]))
@example(np.array([[0.0]]))
@example(np.array([[2.0, 1.0], [1.0, 3.0]], np.float32))
@example(np.stack([SWAPS, NEGATIVE, LATE, np.eye(3)]))
@example(np.stack([SWAPS, NEGATIVE]).reshape(2, 1, 3, 3).astype(np.float32))
@example(np.array([[[1.0, 2.0], [2.0, 4.0]], [[0.0, 3.0], [2.0, 1.0]], [[0.0, 0.0], [0.0, 0.0]]]))
@example(np.eye(4)[[1, 2, 3, 0]])
@example(np.eye(4)[[1, 0, 3, 2]])
@example(regular(0, 4, 4))
def test_agrees_with_numpy_and_torch(kata, a):
    kata.check("determinant", a, scale=size(a))


@pytest.mark.parametrize("shape", [(0, 0), (3, 0, 0), (0, 2, 2), (2, 0, 3, 3)], ids=str)
def test_a_matrix_without_entries_has_determinant_one(kata, shape):
    kata.check("determinant", np.ones(shape))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("tiny", [0.0, 1e-20, -1e-30])
def test_a_tiny_number_on_the_diagonal_does_no_harm(kata, tiny, dtype):
    a = np.array([[tiny, 1.0, 2.0], [1.0, tiny, 1.0], [1.0, 3.0, tiny]], dtype)
    kata.check("determinant", a, scale=size(a))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    "a",
    [
        [[1.0, 2.0], [2.0, 4.0]],
        [[0.0, 0.0], [0.0, 0.0]],
        [[1.0, 0.0, 2.0], [3.0, 0.0, 4.0], [5.0, 0.0, 6.0]],
        [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [7.0, 8.0, 9.0]],
        [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]],
        [[0.1, 0.2, 0.3], [0.7, 0.5, 0.6], [0.8, 0.7, 0.9]],
        [[0.1, 0.3, 0.7], [0.2, 0.6, 1.4], [0.3, 0.9, 2.1]],
    ],
    ids=["multiples", "zeros", "column", "row", "counting", "sum", "one_rank"],
)
def test_is_zero_where_the_rows_are_dependent(kata, a, dtype):
    a = np.array(a, dtype)
    kata.equal(kata.determinant(a), np.zeros((), dtype), "det A = 0 where rows are dependent", scale=size(a))


@pytest.mark.parametrize(("c", "dtype"), [(1e-30, np.float64), (1e-9, np.float32), (1e4, np.float32)])
def test_shrinks_and_grows_with_every_row(kata, c, dtype):
    a = (np.stack([PLAIN, LATE]) * c).astype(dtype)
    kata.check("determinant", a)


@pytest.mark.parametrize("small", [1e-9, 1e-18])
def test_rows_may_differ_in_magnitude(kata, small):
    a = np.array([[0.0, small, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 2.0]])
    kata.check("determinant", a)


@pytest.mark.parametrize("a", [[[np.nan]], [[2.0, np.nan], [1.0, 3.0]]], ids=["alone", "beside"])
def test_does_not_hide_a_nan(kata, a):
    kata.require(np.isnan(kata.determinant(np.array(a))), "NaN in, NaN out")


@given(matrices(count=2))
@example((SWAPS, NEGATIVE))
def test_a_product_stretches_by_the_product_of_the_stretches(kata, pair):
    A, B = (m.astype(np.float64) for m in pair)
    parts = np.asarray(kata.determinant(A)) * np.asarray(kata.determinant(B))
    kata.equal(kata.determinant(A @ B), parts, "det(A B) = det(A) det(B)", scale=size(A) * size(B))


@given(matrices(), st.data())
def test_turns_its_sign_when_two_rows_change_places(kata, a, data):
    n = a.shape[-1]
    i, j = data.draw(st.tuples(*[st.integers(0, n - 1)] * 2), "rows")
    order = [{i: j, j: i}.get(k, k) for k in range(n)]
    sign = 1 if i == j else -1
    turned = kata.determinant(a[..., order, :])
    kata.equal(turned, sign * np.asarray(kata.determinant(a)), "a swap of rows turns the sign", scale=size(a))


@given(matrices())
@example(SWAPS)
def test_is_that_of_the_transpose(kata, a):
    kata.equal(kata.determinant(a.swapaxes(-1, -2)), kata.determinant(a), "det(A^T) = det(A)", scale=size(a))


@given(matrices(), st.sampled_from([0.0, -1.0, 0.5, -4.0]), st.data())
def test_is_in_proportion_to_each_row(kata, a, c, data):
    longer = a.copy()
    longer[..., data.draw(st.integers(0, a.shape[-1] - 1), "row"), :] *= a.dtype.type(c)
    expected = c * np.asarray(kata.determinant(a))
    kata.equal(kata.determinant(longer), expected, "c times a row, c times the determinant", scale=size(longer))


@given(matrices())
@example(SWAPS)
def test_of_a_triangular_matrix_is_the_product_of_its_diagonal(kata, a):
    a = np.tril(a)
    diagonal = np.prod(np.diagonal(a, axis1=-2, axis2=-1), axis=-1)
    kata.equal(kata.determinant(a), diagonal, "det of a triangular matrix = product of its diagonal", scale=size(a))


def test_costs_three_loops_at_most(kata):
    """Three wordy loops run some 100,000 lines on 30 by 30. An expansion along a row has 30! products."""
    kata.count_lines("determinant", regular(1, 30, 30), limit=400_000)
    kata.check("determinant", regular(1, 60, 60))


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("shape", [(3, 3), (2, 4, 4)], ids=str)
def test_gradient_agrees_with_torch(kata, shape):
    kata.check_gradient("determinant", regular(2, *shape), scale=2.0 ** shape[-1])


@pytest.mark.kata(targets="torch-cpu")
def test_stays_on_the_device_of_its_input(kata):
    kata.check_device("determinant", np.stack([SWAPS, LATE]))
    kata.check_device("determinant", np.ones((2, 0, 0)))


@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (1, 2), (5, 2, 3), (0, 3)], ids=str)
def test_refuses_what_is_not_square(kata, shape):
    kata.check_raises(ValueError, "determinant", np.ones(shape))


def test_is_written_from_scratch(kata):
    kata.check_from_scratch("determinant", SWAPS)
