"""A transpose mirrors a matrix at its diagonal: entry (i, j) moves to (j, i)."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch
from dojo.strategies import arrays, counting, integer_arrays, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=15,
    from_scratch=[
        *("transpose", "T", "mT", "H", "mH", "t", "adjoint", "matrix_transpose", "permute", "permute_dims"),
        *(
            "swapaxes",
            "swapdims",
            "moveaxis",
            "movedim",
            "rollaxis",
            "rot90",
            "einsum",
            "getT",
            "getH",
            "rearrange",
            "column_stack",
            "t_copy",
        ),
    ],
    instead="You need an array of the new shape, and each column put in the place of a row.",
    ladder={"a": "real"},
)


def plain_matrices():
    """Single matrices."""
    return plain_arrays(shapes(min_dims=2, max_dims=2, min_side=2))


def matrices(max_dims=4, dtype=None):
    """Matrices, or batches of them, whose axes differ in size."""
    return arrays(shapes(min_dims=2, max_dims=max_dims, max_side=4), dtype)


def whole(*shape):
    """Whole numbers: their products are exact."""
    return integer_arrays(shape, -9, 10).map(lambda a: a.astype(np.float64))


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure("transpose", counting(2, 3), gives=[[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]])


@pytest.mark.parametrize("shape", [(3, 3), (4, 2)], ids=str)
def test_rows_become_columns(kata, shape):
    kata.check("transpose", counting(*shape))


@given(plain_matrices())
def test_agrees_with_numpy_and_torch(kata, a):
    kata.check("transpose", a)


@given(plain_matrices())
def test_twice_is_the_matrix_again(kata, a):
    kata.equal(kata.transpose(kata.transpose(a)), a, "(A^T)^T = A")


@given(whole(3, 3), whole(3, 3))
@example(counting(3, 3), np.eye(3)[::-1].copy())
def test_of_a_product_is_the_product_of_the_transposes_in_reverse(kata, A, B):
    reverse = np.asarray(kata.transpose(B)) @ np.asarray(kata.transpose(A))
    kata.equal(np.asarray(kata.transpose(A @ B)), reverse, "(A B)^T = B^T A^T")


@given(whole(2, 3), whole(3), whole(2))
def test_moves_a_matrix_to_the_other_side_of_a_dot_product(kata, A, x, y):
    kata.equal(np.dot(x, np.asarray(kata.transpose(A)) @ y), np.dot(A @ x, y), "A x · y = x · A^T y")


@given(whole(3, 3))
def test_a_symmetric_matrix_is_its_own(kata, A):
    kata.equal(kata.transpose(A + A.T), A + A.T, "S^T = S if S is symmetric")


test_is_written_from_scratch = from_scratch("transpose", counting(2, 3))


# --------------------------------------------------------------------------------------- edges


@edges
@given(matrices())
@example(counting(2, 2, 3))
@example(counting(3, 3, 3))
@example(counting(4, 2, 3, 2))
@example(counting(2, 3, 2, 4, 3))
@example(counting(16, 2, 40))
@example(counting(2, 3, dtype=np.float32))
@example(counting(1, 4))
@example(counting(4, 1))
@example(counting(2, 3, 4)[:, ::2])
@example(np.array([[np.nan, 1.0], [-np.inf, np.inf]]))
def test_a_batch_stays_in_front(kata, a):
    kata.check("transpose", a)


@edges
@given(matrices(max_dims=3), st.data())
def test_of_a_batch_is_that_of_each_matrix(kata, a, data):
    batch = np.stack([a, -a])
    one = data.draw(st.integers(0, 1), "which")
    kata.equal(np.asarray(kata.transpose(batch))[one], kata.transpose(batch[one]), "(batch^T)[i] = batch[i]^T")


@edges
@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0), (0, 2, 3), (2, 0, 3), (2, 3, 0)], ids=str)
def test_any_axis_may_be_empty(kata, shape):
    kata.check("transpose", np.zeros(shape))


@edges
@pytest.mark.parametrize(
    "a", [np.array([[2**53 + 1, -1, 0]]), np.array([[True, False], [False, False]])], ids=["integers", "truth values"]
)
def test_moves_integers_and_truth_values_as_they_are(kata, a):
    kata.check("transpose", a)


def dtype_of_the_result(solution, a):
    return str(solution.transpose(a).dtype).removeprefix("torch.")


@edges
@pytest.mark.parametrize("dtype", ["int32", "uint8", "int64"])
def test_the_dtype_of_a_transpose_is_that_of_the_matrix(kata, dtype):
    kata.check(dtype_of_the_result, counting(2, 3, dtype=dtype))


@edges
@pytest.mark.parametrize("shape", [(3,), (1,), (0,), ()], ids=str)
def test_refuses_fewer_than_two_axes(kata, shape):
    kata.check_raises(ValueError, "transpose", counting(*shape))


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(matrices(dtype=np.float64))
@example(counting(2, 3))
@example(counting(3, 3))
def test_gradient_agrees_with_torch(kata, a):
    kata.check_gradient("transpose", a)


@pytest.mark.kata(targets="torch-cpu")
@pytest.mark.parametrize("shape", [(2, 3), (2, 2, 3), (2, 0)], ids=str)
def test_stays_on_the_device_of_its_input(kata, shape):
    kata.check_device("transpose", counting(*shape))
