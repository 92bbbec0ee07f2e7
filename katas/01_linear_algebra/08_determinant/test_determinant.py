"""A determinant is the stretch of a matrix: it multiplies, changes sign with a swap, and is 0 where space collapses."""

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, dtypes, laid_out, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=35,
    from_scratch=[
        *themes.CHOLESKY,
        *themes.FACTORIZATIONS,
        *("poly", "slogdet", "logdet", "det", "lu_solve", "lu_unpack", "ldl_factor_ex", "qz", "logm", "getrf"),
        *("dgetrf", "sgetrf"),
    ],
    instead="You need to swap rows, to take multiples of one row off the others, and a product.",
    # of dependent rows, reflections leave a rounding error where pivots leave 0; slopes differ there
    ladder={"a": "finite-huge-tiny-large-small-zero-again-slope"},
)


@st.composite
def plain_matrices(draw, count=1):
    """Square matrices of one size, their entries rounded to a tenth."""
    n = draw(st.integers(2, 4))
    found = [np.round(draw(plain_arrays((n, n))), 1) for _ in range(count)]
    return found if count > 1 else found[0]


@st.composite
def batches(draw):
    """Square matrices and batches of them, in each dtype and layout; none of their entries is tiny."""
    n, batch = draw(st.integers(1, 4)), draw(st.sampled_from([(), (), (2,), (3, 1)]))
    a = draw(arrays((*batch, n, n), dtypes(), layouts=False))
    return draw(laid_out(np.where(np.abs(a) < 1e-3, np.zeros_like(a), a)))


def size(a):
    """The largest volume that rows, or columns, of these lengths can span: rounding moves a share of it."""
    lengths = [np.linalg.norm(a.astype(np.float64), axis=axis) for axis in (-1, -2)]
    return np.maximum(*[np.prod(of, axis=-1) for of in lengths])


def regular(seed, *shape):
    """Matrices far from singular, whose pivots are off the diagonal."""
    rng = np.random.default_rng(seed)
    n = shape[-1]
    return (rng.normal(size=shape) / n + 2 * np.eye(n)) @ np.eye(n)[rng.permutation(n)]


PLAIN = np.array([[4.0, 2.0, 2.0], [2.0, 5.0, 3.0], [2.0, -1.0, 3.0]])
SWAPS = np.array([[0.0, 2.0, 1.0], [1.0, 1.0, 0.0], [3.0, 0.0, 1.0]])
NEGATIVE = np.array([[0.0, -2.0, 1.0], [-1.0, -1.0, 0.0], [-3.0, 0.0, -1.0]])
LATE = np.array([[2.0, 1.0, 1.0], [4.0, 2.0, -1.0], [6.0, 5.0, 3.0]])
DEPENDENT = {
    "multiples": [[1.0, 2.0], [2.0, 4.0]],
    "zeros": [[0.0, 0.0], [0.0, 0.0]],
    "column": [[1.0, 0.0, 2.0], [3.0, 0.0, 4.0], [5.0, 0.0, 6.0]],
    "row": [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [7.0, 8.0, 9.0]],
    "counting": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]],
    "sum": [[0.1, 0.2, 0.3], [0.7, 0.5, 0.6], [0.8, 0.7, 0.9]],
    "one_rank": [[0.1, 0.3, 0.7], [0.2, 0.6, 1.4], [0.3, 0.9, 2.1]],
}


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure("determinant", PLAIN, gives=48.0, decimals=9)


def test_worked_example_that_needs_a_swap(kata):
    kata.check_figure("determinant", np.array([[2.0, 1.0], [4.0, 5.0]]), gives=6.0, decimals=9)


def test_worked_example_that_begins_with_a_zero(kata):
    kata.check_figure("determinant", SWAPS, gives=-5.0, decimals=9)


@pytest.mark.parametrize("tiny", [0.0, 1e-20, -1e-30, 1e-9])
def test_a_tiny_number_on_the_diagonal_does_no_harm(kata, tiny):
    a = np.array([[tiny, 1.0, 2.0], [1.0, tiny, 1.0], [1.0, 3.0, tiny]])
    kata.check("determinant", a)


@pytest.mark.parametrize("a", DEPENDENT.values(), ids=DEPENDENT)
def test_is_zero_if_the_rows_are_dependent(kata, a):
    a = np.array(a)
    kata.equal(kata.determinant(a), np.zeros(()), "det A = 0 if rows are dependent", scale=size(a))


@given(plain_matrices())
@example(NEGATIVE)
@example(LATE)
@example(np.eye(4)[[1, 2, 3, 0]])
@example(np.eye(4)[[1, 0, 3, 2]])
@example(regular(0, 4, 4))
def test_agrees_with_numpy_and_torch(kata, a):
    assume(np.linalg.matrix_rank(a) == len(a))  # dependent rows have a test of their own, in which 0 may be an int
    kata.check("determinant", a, scale=size(a))


@given(plain_matrices(count=2))
@example((SWAPS, NEGATIVE))
def test_a_product_stretches_by_the_product_of_the_stretches(kata, pair):
    A, B = pair
    parts = np.asarray(kata.determinant(A)) * np.asarray(kata.determinant(B))
    scale = size(np.abs(A) @ np.abs(B)) + size(A) * size(B)
    kata.equal(kata.determinant(A @ B), parts, "det(A B) = det(A) det(B)", scale=scale)


@given(plain_matrices(), st.data())
def test_changes_its_sign_when_two_rows_are_swapped(kata, a, data):
    i, j = data.draw(st.permutations(range(len(a))), "rows")[:2]
    order = [{i: j, j: i}.get(k, k) for k in range(len(a))]
    swapped = -np.asarray(kata.determinant(a[order]))
    kata.equal(swapped, kata.determinant(a), "a swap of two rows changes the sign", scale=size(a))


@given(plain_matrices())
@example(SWAPS)
def test_is_that_of_the_transpose(kata, a):
    kata.equal(kata.determinant(a.T.copy()), kata.determinant(a), "det(A^T) = det(A)", scale=size(a))


@given(plain_matrices(), st.sampled_from([0.0, -1.0, 0.5, -4.0]), st.data())
def test_is_in_proportion_to_each_row(kata, a, c, data):
    longer = a.copy()
    longer[data.draw(st.integers(0, len(a) - 1), "row")] *= c
    expected = c * np.asarray(kata.determinant(a))
    scale = size(longer) + abs(c) * size(a)
    kata.equal(kata.determinant(longer), expected, "c times a row, c times the determinant", scale=scale)


@pytest.mark.kata(pinned=False)
@given(plain_matrices())
@example(SWAPS)
def test_of_a_triangular_matrix_is_the_product_of_its_diagonal(kata, a):
    a = np.tril(a)
    product = np.prod(np.diagonal(a))
    kata.equal(kata.determinant(a), product, "det of a triangular matrix = product of its diagonal", scale=size(a))


test_is_written_from_scratch = from_scratch("determinant", SWAPS)


# --------------------------------------------------------------------------------------- edges


@edges
@given(batches())
@example(np.array([[-7.0]]))
@example(np.array([[0.0]]))
@example(np.array([[2.0, 1.0], [1.0, 3.0]], np.float32))
@example(np.stack([SWAPS, NEGATIVE, LATE, np.eye(3)]))
@example(np.stack([SWAPS, NEGATIVE]).reshape(2, 1, 3, 3).astype(np.float32))
@example(np.array([[[1.0, 2.0], [2.0, 4.0]], [[0.0, 3.0], [2.0, 1.0]], [[0.0, 0.0], [0.0, 0.0]]]))
@example(regular(3, 40, 2, 2))
@example(regular(4, 2, 1, 3, 5, 5))
def test_agrees_in_every_dtype_and_layout_and_for_batches(kata, a):
    kata.check("determinant", a, scale=size(a))


@edges
@pytest.mark.parametrize("shape", [(0, 0), (3, 0, 0), (0, 2, 2), (2, 0, 3, 3)], ids=str)
def test_a_matrix_without_entries_has_determinant_one(kata, shape):
    kata.check("determinant", np.ones(shape))


@edges
@pytest.mark.parametrize("tiny", [0.0, 1e-20, -1e-30, 1e-4])
def test_a_tiny_number_on_the_diagonal_does_no_harm_in_float32(kata, tiny):
    a = np.array([[tiny, 1.0, 2.0], [1.0, tiny, 1.0], [1.0, 3.0, tiny]], np.float32)
    kata.check("determinant", a)


@edges
@pytest.mark.parametrize("a", DEPENDENT.values(), ids=DEPENDENT)
def test_is_zero_if_the_rows_are_dependent_in_float32(kata, a):
    a = np.array(a, np.float32)
    kata.equal(kata.determinant(a), np.zeros((), np.float32), "det A = 0 if rows are dependent", scale=size(a))


@edges
@pytest.mark.parametrize(
    ("c", "dtype"),
    [(1e-100, np.float64), (1e90, np.float64), (1e-9, np.float32), (1e-12, np.float32), (1e10, np.float32)],
)
def test_shrinks_and_grows_with_every_row(kata, c, dtype):
    a = (np.stack([PLAIN, LATE]) * c).astype(dtype)
    kata.check("determinant", a)


@edges
@pytest.mark.parametrize("small", [1e-9, 1e-18])
def test_rows_may_differ_in_magnitude(kata, small):
    a = np.array([[0.0, small, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 2.0]])
    kata.check("determinant", a)


@edges
@pytest.mark.parametrize("a", [[[np.nan]], [[2.0, np.nan], [1.0, 3.0]]], ids=str)
def test_does_not_hide_a_nan(kata, a):
    kata.require(np.isnan(kata.determinant(np.array(a))), "NaN in, NaN out")
    both = kata.determinant(np.stack([np.array(a), np.eye(len(a))]))
    kata.require(np.isnan(both) == [True, False], "a NaN in one matrix is none in the next")


@edges
def test_costs_three_loops_at_most(kata):
    """Three wordy loops run some 100,000 lines on 30 by 30. An expansion along a row has 30! products."""
    kata.count_lines("determinant", regular(1, 30, 30), limit=400_000)
    kata.check("determinant", regular(1, 60, 60))


@edges
@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (1, 2), (5, 2, 3), (0, 3)], ids=str)
def test_refuses_what_is_not_square(kata, shape):
    kata.check_raises(ValueError, "determinant", np.ones(shape), says=shape[-2:])


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (2, 4, 4)], ids=str)
def test_gradient_agrees_with_torch(kata, shape):
    kata.check_gradient("determinant", regular(2, *shape), scale=2.0 ** shape[-1])


test_stays_on_the_device_of_its_input = on_its_device(
    ("determinant", np.stack([SWAPS, LATE])), ("determinant", np.ones((2, 0, 0)))
)
