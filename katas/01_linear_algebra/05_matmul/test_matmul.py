"""A matrix product sums over the inner axis, for every pair of a row and a column."""

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, counting, dtypes, integer_arrays, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    uses=["dot_product"],
    minutes=25,
    from_scratch=[
        *themes.CONVOLUTIONS,
        *themes.PRODUCTS,
        *("mm", "bmm", "mv", "addmm", "addmv", "baddbmm", "spmm", "linear", "bilinear", "smm", "hspmm", "sspaddmm"),
        *("dsmm", "saddmm", "csr_matrix", "csc_matrix", "coo_matrix", "bsr_matrix", "matrix_power"),
        *("scaled_dot_product_attention", "sgemm", "dgemm", "sgemv", "dgemv", "ssymm", "dsymm", "ssymv", "dsymv"),
        *("strmm", "dtrmm"),
    ],
    instead="You need a product, a sum, and broadcasting that lines the right entries up.",
    ladder={"W": "finite", "x": "finite", "A": "finite", "B": "finite"},
    long="inner cols rows",
)

SIZES = st.integers(2, 4)


@st.composite
def plain_matrices(draw):
    """Two matrices whose product exists."""
    rows, inner, cols = draw(SIZES), draw(SIZES), draw(SIZES)
    return draw(plain_arrays((rows, inner))), draw(plain_arrays((inner, cols)))


@st.composite
def plain_matrices_and_vectors(draw):
    """A matrix and a vector whose product exists."""
    rows, inner = draw(SIZES), draw(SIZES)
    return draw(plain_arrays((rows, inner))), draw(plain_arrays((inner,)))


def floats(draw, *shapes):
    dtype = draw(dtypes())
    return tuple(draw(arrays(shape, dtype)) for shape in shapes)


def integers(draw, *shapes):
    return tuple(draw(integer_arrays(shape, -9, 10)) for shape in shapes)


@st.composite
def matrices(draw, of=floats):
    """Two matrices, or batches of them, whose product exists."""
    left, right = draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=2, max_side=2)).input_shapes
    rows, inner, cols = draw(st.tuples(*[st.integers(1, 3)] * 3))
    return of(draw, (*left, rows, inner), (*right, inner, cols))


@st.composite
def matrices_and_vectors(draw, of=floats):
    """A matrix and a vector, or batches of them, whose product exists."""
    left, right = draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=2, max_side=2)).input_shapes
    rows, inner = draw(st.tuples(*[st.integers(1, 3)] * 2))
    return of(draw, (*left, rows, inner), (*right, inner))


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_a_vector(kata):
    kata.check_figure("matvec", np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 6.0]), gives=[17.0, 39.0])


def test_worked_example_of_a_matrix(kata):
    A, B = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]])
    kata.check_figure("matmul", A, B, gives=[[19.0, 22.0], [43.0, 50.0]])


@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (3, 3)], ids=str)
def test_each_row_meets_the_vector(kata, shape):
    kata.check("matvec", counting(*shape), counting(shape[1]))


@pytest.mark.parametrize(("rows", "inner", "cols"), [(2, 3, 4), (4, 2, 3), (3, 3, 3)])
def test_each_row_meets_each_column(kata, rows, inner, cols):
    kata.check("matmul", counting(rows, inner), counting(inner, cols))


def test_four_rows_of_eight_become_four_rows_of_sixteen(kata):
    kata.check_figure("matmul", np.ones((4, 8)), np.ones((8, 16)), gives=np.full((4, 16), 8.0))


@given(plain_matrices_and_vectors())
def test_matvec_agrees_with_numpy_and_torch(kata, matrix_and_vector):
    kata.check("matvec", *matrix_and_vector)


@given(plain_matrices())
def test_matmul_agrees_with_numpy_and_torch(kata, pair):
    kata.check("matmul", *pair)


@given(plain_arrays(shapes(min_dims=2, max_dims=2, min_side=2)))
def test_multiplying_by_the_identity_changes_nothing(kata, A):
    kata.equal(kata.matmul(A, np.eye(A.shape[-1])), A, "A I = A", scale=np.sum(np.abs(A)))


@given(plain_matrices(), st.data())
def test_each_column_is_the_matrix_times_a_column(kata, pair, data):
    A, B = pair
    k = data.draw(st.integers(0, B.shape[-1] - 1), "column")
    product, scale = np.asarray(kata.matmul(A, B)), np.matmul(np.abs(A), np.abs(B))[:, k]
    kata.equal(product[:, k], kata.matvec(A, B[:, k].copy()), "(A B)[:, k] = A B[:, k]", scale=scale)


@given(plain_matrices())
def test_the_transpose_of_a_product_is_the_product_of_the_transposes_in_reverse(kata, pair):
    A, B = pair
    reverse = kata.matmul(B.T.copy(), A.T.copy())
    kata.equal(np.asarray(kata.matmul(A, B)).T, reverse, "(A B)^T = B^T A^T", scale=np.abs(A).sum() * np.abs(B).max())


@given(plain_matrices(), st.data())
def test_a_product_applies_one_matrix_after_the_other(kata, pair, data):
    A, B = pair
    x = data.draw(plain_arrays((B.shape[-1],)), "x")
    scale = np.sum(np.abs(A)) * np.sum(np.abs(B)) * np.max(np.abs(x))
    both, product = kata.matvec(A, kata.matvec(B, x)), kata.matmul(A, B)
    kata.equal(kata.matvec(product, x), both, "(A B) x = A (B x)", scale=scale)


test_is_written_from_scratch = from_scratch(
    ("matvec", counting(2, 3), counting(3)), ("matmul", counting(2, 3), counting(3, 4))
)


# --------------------------------------------------------------------------------------- edges


@edges
@given(matrices_and_vectors())
@example((counting(4, 2, 3), counting(3)))
@example((counting(2, 3), counting(4, 3)))
@example((counting(3, 3), counting(3, 3)))
@example((counting(2, 1, 2, 3), counting(4, 3)))
@example((counting(1, 2, 1, 2, 3), counting(3, 1, 4, 3)))
@example((counting(16, 1, 3, 5), counting(40, 5)))
@example((counting(2, 3, dtype=np.float32), counting(3, dtype=np.float32)))
@example((counting(1, 3), counting(3)))
@example((counting(3, 1), counting(1)))
@example((np.array([[1e19, 1e-19], [1e-25, 1.0]], np.float32), np.array([1e19, 1e-19], np.float32)))
@example((np.ones((2, 0)), np.ones(0)))
@example((np.ones((4, 1, 2, 0)), np.ones((3, 0))))
@example((np.ones((0, 3)), np.ones(3)))
@example((np.ones((2, 3)), np.ones((0, 3))))
def test_matvec_takes_batches_every_dtype_and_empty_axes(kata, matrix_and_vector):
    kata.check("matvec", *matrix_and_vector)


@edges
@given(matrices())
@example((counting(2, 3, 3), counting(2, 3, 3)))
@example((counting(3, 3, 3), counting(3, 3)))
@example((counting(3, 3), counting(3, 3, 3)))
@example((counting(2, 1, 2, 3), counting(4, 3, 2)))
@example((counting(1, 2, 1, 2, 3), counting(3, 1, 4, 3, 2)))
@example((counting(16, 1, 2, 5), counting(40, 5, 3)))
@example((counting(2, 3, dtype=np.float32), counting(3, 2, dtype=np.float32)))
@example((counting(1, 3), counting(3, 1)))
@example((counting(3, 1), counting(1, 3)))
@example((np.array([[1e8, 1.0], [1e-8, 1.0]]), np.array([[1.0, 1e8], [-1e8, 1.0]])))
@example((np.array([[1e19, 1e-19]], np.float32), np.array([[1e19, 1e-25], [1e-19, 1.0]], np.float32)))
@example((np.ones((2, 0)), np.ones((0, 3))))
@example((np.ones((4, 1, 2, 0)), np.ones((3, 0, 5))))
@example((np.ones((0, 2, 0)), np.ones((1, 0, 3))))
@example((np.ones((0, 2)), np.ones((2, 3))))
@example((np.ones((2, 3)), np.ones((3, 0))))
@example((np.ones((0, 2, 3)), np.ones((3, 4))))
def test_matmul_takes_batches_every_dtype_and_empty_axes(kata, pair):
    kata.check("matmul", *pair)


@edges
@given(matrices_and_vectors(of=integers))
@example((np.array([[2**53 + 1, 1]]), np.array([1, 0])))
def test_a_vector_of_integers_has_an_exact_product(kata, matrix_and_vector):
    kata.check("matvec", *matrix_and_vector)


@edges
@given(matrices(of=integers))
@example((np.array([[2**53 + 1, 1]]), np.array([[1], [0]])))
def test_a_matrix_of_integers_has_an_exact_product(kata, pair):
    kata.check("matmul", *pair)


@edges
@pytest.mark.parametrize("entry", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("beside", [2.0, 0.0])
def test_does_not_hide_what_is_not_finite(kata, entry, beside):
    """0 times NaN is NaN, and so is 0 times infinity."""
    A, x = np.array([[1.0, entry, 2.0], [3.0, 4.0, 5.0]]), np.array([3.0, beside, 1.0])
    kata.require(~np.isfinite(kata.matvec(A, x))[0], "NaN or infinity in, no finite number out")
    kata.require(~np.isfinite(kata.matmul(A, np.stack([x, x], -1)))[0], "NaN or infinity in, no finite row out")


@edges
def test_python_does_not_loop_over_the_entries_of_a_matrix(kata):
    """A loop over the rows is fine: 512 turns. A loop inside it would make 263,680."""
    rng = np.random.default_rng(0)
    W, x = rng.normal(size=(512, 515)), rng.normal(size=515)
    kata.count_lines("matvec", W, x, limit=50_000)


@edges
def test_python_does_not_loop_over_the_terms_of_a_product(kata):
    """A loop over the entries of the result is fine: 4,096 turns. A third inside it would make 2,109,440."""
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=(64, 515)), rng.normal(size=(515, 64))
    kata.count_lines("matmul", A, B, limit=200_000)


_INNER = [((2, 3), (4,)), ((2, 3), (2,)), ((2, 1), (3,)), ((2, 3), (1,)), ((6, 2, 3), (7, 4))]
_LEADING = [((2, 3, 4), (5, 4)), ((0, 3, 4), (5, 4))]


@edges
@pytest.mark.parametrize(("W", "x"), [*_INNER, *_LEADING], ids=str)
def test_matvec_refuses_shapes_that_do_not_fit(kata, W, x):
    kata.check_raises(ValueError, "matvec", np.ones(W), np.ones(x), says=[W, x])


_INNER_OF_TWO = [
    ((2, 3), (4, 5)),
    ((2, 3), (2, 3)),
    ((2, 1), (3, 4)),
    ((2, 3), (1, 4)),
    ((2, 3), (4, 3)),
    ((7, 2, 3), (4, 5)),
]
_LEADING_OF_TWO = [((2, 3, 4), (5, 4, 6)), ((0, 3, 4), (5, 4, 6))]


@edges
@pytest.mark.parametrize(("A", "B"), [*_INNER_OF_TWO, *_LEADING_OF_TWO], ids=str)
def test_matmul_refuses_shapes_that_do_not_fit(kata, A, B):
    kata.check_raises(ValueError, "matmul", np.ones(A), np.ones(B), says=[A, B])


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(matrices_and_vectors())
@example((counting(2, 3), counting(3)))
def test_gradient_of_matvec_agrees_with_torch(kata, matrix_and_vector):
    kata.check_gradient("matvec", *(a.astype(np.float64) for a in matrix_and_vector))


@pytest.mark.kata(targets="torch")
@given(matrices())
@example((counting(2, 3), counting(3, 4)))
def test_gradient_of_matmul_agrees_with_torch(kata, pair):
    kata.check_gradient("matmul", *(a.astype(np.float64) for a in pair))


test_stays_on_the_device_of_its_input = on_its_device(
    ("matvec", counting(2, 3), counting(3)), ("matmul", counting(2, 3), counting(3, 4))
)


test_a_sum_of_nothing_stays_on_the_device_of_its_input = on_its_device(
    ("matvec", np.ones((2, 0)), np.ones(0)), ("matmul", np.ones((2, 0)), np.ones((0, 3)))
)
