"""What beginners hand in for matrix multiplication, and what to tell them."""

from array_api_compat import array_namespace
from matmul import _common_batch, matmul, matvec

from dojo import mistake


def _check(A, B):
    return _common_batch(A, B, A.shape[-1] == B.shape[-2], A.shape[:-2], B.shape[:-2])


def _check_vector(W, x):
    return _common_batch(W, x, W.shape[-1] == x.shape[-1], W.shape[:-2], x.shape[:-1])


_NO_NAMES = (
    "It stops with a ValueError, but the message does not name the shapes of both inputs. They are what one wants to"
    " read at midnight: compare them before the first product, and put A.shape and B.shape into a message of your own."
)


@mistake("matmul", _NO_NAMES)
def does_not_name_the_shapes(A, B):
    try:
        return matmul(A, B)
    except ValueError:
        raise ValueError("shapes do not fit") from None


@mistake("matvec", _NO_NAMES)
def does_not_name_the_shape_of_the_vector(W, x):
    try:
        _check_vector(W, x)
    except ValueError:
        raise ValueError("shapes do not fit") from None
    return array_namespace(W, x).sum(W * x[..., None, :], axis=-1)


_STACKS_NOTHING = (
    "The rows or columns are put together by stack, which has nothing to put together where there are none. Any axis"
    " may be empty: start from zeros of the shape of the result, or multiply whole arrays."
)
_TOO_STRICT = (
    "A product that exists is refused: leading axes need not be equal. They are lined up from the right, and fit where"
    " two sizes are equal, where one of them is 1, or where one of the arrays has no such axis."
)


@mistake("matvec", _STACKS_NOTHING)
def stacks_no_rows(W, x):
    _check_vector(W, x)
    xp = array_namespace(W, x)
    return xp.stack([xp.sum(W[..., i, :] * x, axis=-1) for i in range(W.shape[-2])], axis=-1)


@mistake("matmul", _STACKS_NOTHING)
def stacks_no_columns(A, B):
    _check(A, B)
    columns = [matvec(A, B[..., k]) for k in range(B.shape[-1])]
    return array_namespace(A, B).stack(columns, axis=-1)


@mistake("matvec", _TOO_STRICT)
def refuses_vectors_whose_batch_fits(W, x):
    if W.shape[-1] != x.shape[-1] or (W.ndim > 2 and x.ndim > 1 and W.shape[:-2] != x.shape[:-1]):
        raise ValueError(f"{tuple(W.shape)} and {tuple(x.shape)}")
    return matvec(W, x)


@mistake("matmul", _TOO_STRICT)
def refuses_batches_that_fit(A, B):
    if A.shape[-1] != B.shape[-2] or (A.ndim > 2 and B.ndim > 2 and A.shape[:-2] != B.shape[:-2]):
        raise ValueError(f"{tuple(A.shape)} and {tuple(B.shape)}")
    return matmul(A, B)


@mistake(
    "matmul",
    "The total starts from the slice of the first products, and where the inner axis is empty there is no such slice."
    " A sum of nothing is 0: start from zeros of the shape of the result.",
)
def starts_from_the_first_slice(A, B):
    _check(A, B)
    total = A[..., :, :1] * B[..., :1, :]
    return total + matmul(A[..., :, 1:], B[..., 1:, :])


_DROPS_AN_AXIS = (
    "An axis of size 1 is dropped, by squeeze() or [0]. A batch of one is still a batch, and one row still a row: only"
    " the inner axis goes."
)


@mistake("matmul", _DROPS_AN_AXIS)
def drops_axes_of_size_one(A, B):
    return matmul(A, B).squeeze()


@mistake("matmul", _DROPS_AN_AXIS)
def drops_a_batch_of_one(A, B):
    product = matmul(A, B)
    return product[0] if product.ndim > 2 and product.shape[0] == 1 else product


@mistake("matvec", _DROPS_AN_AXIS)
def drops_a_row_of_size_one(W, x):
    return matvec(W, x).squeeze()


@mistake(
    "matmul",
    "Where the inner axis is empty, the batch is forgotten: the zeros have the rows of the first and the columns of the"
    " second matrix, and before these the leading axes of both, broadcast.",
)
def forgets_the_batch_of_an_empty_sum(A, B):
    _check(A, B)
    if A.shape[-1] == 0:
        return array_namespace(A, B).zeros_like(matmul(A[(0,) * (A.ndim - 2)], B[(0,) * (B.ndim - 2)]))
    return matmul(A, B)


_THROUGH_FLOAT32 = (
    "The entries pass through float32, which keeps about 7 digits. Stay in the dtype that came in: float64 loses more"
    " than half of its digits on the way."
)


@mistake("matmul", _THROUGH_FLOAT32)
def passes_through_float32(A, B):
    xp = array_namespace(A, B)
    if xp.isdtype(A.dtype, "integral"):
        return matmul(A, B)
    return xp.astype(matmul(xp.astype(A, xp.float32), xp.astype(B, xp.float32)), A.dtype)


@mistake("matvec", _THROUGH_FLOAT32)
def passes_a_vector_through_float32(W, x):
    xp = array_namespace(W, x)
    if xp.isdtype(W.dtype, "integral"):
        return matvec(W, x)
    return xp.astype(matvec(xp.astype(W, xp.float32), xp.astype(x, xp.float32)), W.dtype)


@mistake(
    "matmul",
    "The integers pass through int32, which ends at 2147483647: what is larger wraps around. Stay in the dtype of the"
    " inputs.",
)
def passes_through_int32(A, B):
    xp = array_namespace(A, B)
    if xp.isdtype(A.dtype, "integral"):
        return xp.astype(matmul(xp.astype(A, xp.int32), xp.astype(B, xp.int32)), A.dtype)
    return matmul(A, B)


@mistake(
    "matvec",
    "Integers go through floating numbers, which are exact only up to 2**53. Stay in the dtype of the inputs: the"
    " sum of a product of integers needs no fraction.",
)
def takes_a_vector_through_floats(W, x):
    xp = array_namespace(W, x)
    return xp.astype(matvec(xp.astype(W, xp.float64), xp.astype(x, xp.float64)), W.dtype)


@mistake(
    "matmul",
    "A NaN or an infinity is swept away, so that a broken layer looks whole. Let the arithmetic pass it on: sum, not"
    " nansum, and no nan_to_num.",
)
def sweeps_nan_away(A, B):
    _check(A, B)
    return array_namespace(A, B).nansum(A[..., :, :, None] * B[..., None, :, :], axis=-2)


@mistake(
    "matmul",
    "Leading axes that don't fit are left to the library, and each stops with an error of its own. They fit where, from"
    " the right, sizes are equal or one of them is 1; all else, 0 beside 5 too, is a ValueError naming both shapes.",
)
def leaves_the_leading_axes_to_the_library(A, B):
    if A.shape[-1] != B.shape[-2]:
        raise ValueError(f"{tuple(A.shape)} and {tuple(B.shape)}")
    return array_namespace(A, B).sum(A[..., :, :, None] * B[..., None, :, :], axis=-2)


@mistake(
    "matvec",
    "Leading axes that don't fit are left to the library, and each stops with an error of its own. They fit where, from"
    " the right, sizes are equal or one of them is 1; all else, 0 beside 5 too, is a ValueError naming both shapes.",
)
def leaves_the_leading_axes_of_a_vector_to_the_library(W, x):
    if W.shape[-1] != x.shape[-1]:
        raise ValueError(f"{tuple(W.shape)} and {tuple(x.shape)}")
    return array_namespace(W, x).sum(W * x[..., None, :], axis=-1)


@mistake(
    "matmul",
    "An inner axis of size 1 is stretched to fit the other: broadcasting hides a shape that is wrong. Compare"
    " A.shape[-1] with B.shape[-2] before you multiply.",
)
def stretches_the_inner_axis(A, B):
    return array_namespace(A, B).sum(A[..., :, :, None] * B[..., None, :, :], axis=-2)


@mistake(
    "matvec",
    "An inner axis of size 1 is stretched to fit the other: broadcasting hides a shape that is wrong. Compare"
    " W.shape[-1] with x.shape[-1] before you multiply.",
)
def stretches_the_vector(W, x):
    return array_namespace(W, x).sum(W * x[..., None, :], axis=-1)


@mistake(
    "matmul",
    "It goes along the shorter of the two inner axes and leaves out what the longer one has left: a wrong shape"
    " gives a number. Compare A.shape[-1] with B.shape[-2] first.",
)
def stops_at_the_shorter_axis(A, B):
    inner = min(A.shape[-1], B.shape[-2])
    return matmul(A[..., :, :inner], B[..., :inner, :])


@mistake(
    "matmul",
    "That is the product of entries at the same place, A * B. Entry (i, k) of a matrix product needs the whole row"
    " i of A and the whole column k of B: multiply them term by term and add up.",
)
def multiplies_entry_by_entry(A, B):
    return A * B


@mistake(
    "matvec",
    "The products are there, the sum is not. Entry i is one number: add W[i, j] * x[j] up over j.",
)
def forgets_the_sum(W, x):
    return W * x[..., None, :]


@mistake(
    "matmul",
    "Rows of A meet rows of B, which gives A times the transpose of B. Walk along a row of A and down a column of"
    " B: it is the second-to-last axis of B that is summed over.",
)
def multiplies_rows_by_rows(A, B):
    return matmul(A, B.swapaxes(-1, -2))


@mistake(
    "matmul",
    "The first matrix is transposed: its columns are walked along where its rows should be. Row i of the result"
    " comes from row i of A.",
)
def transposes_the_first(A, B):
    return matmul(A.swapaxes(-1, -2), B)


@mistake(
    "matmul",
    "The factors are swapped: this is B A. The order matters in a matrix product, and the rows of the result are"
    " those of A.",
)
def swaps_the_factors(A, B):
    return matmul(B, A)


@mistake(
    "matmul",
    "The transposed product comes out: row and column of the result have changed places. Entry (i, k) belongs to"
    " row i of A and column k of B.",
)
def transposes_the_result(A, B):
    return matmul(A, B).swapaxes(-1, -2)


@mistake(
    "matvec",
    "The matrix is transposed: it is the columns of W that are summed over. Entry i of the result comes from row i"
    " of W. On a square matrix only the values tell, so try it on (2, 3).",
)
def transposes_the_matrix(W, x):
    return array_namespace(W, x).sum(W * x[..., :, None], axis=-2)


@mistake(
    "matvec",
    "It lines a batch of vectors up with the rows of the matrix. W * x puts the first vector on the first row: give"
    " x an axis of size 1 where W has its rows, so that each vector meets every row.",
)
def lines_vectors_up_with_rows(W, x):
    _check_vector(W, x)
    return array_namespace(W, x).sum(W * x, axis=-1)


@mistake(
    "matmul",
    "It takes two matrices and nothing with a batch: more than two axes break it, or mix batch and rows. Count axes"
    " from the right, A.shape[-2] and A[..., :, j], and let the leading ones broadcast.",
)
def takes_no_batch(A, B):
    if A.shape[-1] != B.shape[-2]:
        raise ValueError(f"{tuple(A.shape)} and {tuple(B.shape)}")
    _rows, _inner = A.shape
    _inner, _cols = B.shape
    return matmul(A, B)


@mistake(
    "matvec",
    "It takes one matrix and one vector and nothing with a batch. Count axes from the right, W.shape[-2] and W[...,"
    " j], and let the leading ones broadcast.",
)
def takes_no_batch_of_vectors(W, x):
    if W.shape[-1] != x.shape[-1]:
        raise ValueError(f"{tuple(W.shape)} and {tuple(x.shape)}")
    _rows, _inner = W.shape
    (_inner,) = x.shape
    return array_namespace(W, x).sum(W * x, axis=-1)


@mistake(
    "matmul",
    "The batch is summed away: only the inner axis may go. A batch of products keeps one matrix for each of its"
    " pairs, so name the axis that you sum over, counted from the right.",
)
def sums_the_batch_away(A, B):
    product = matmul(A, B)
    return array_namespace(A, B).sum(product, axis=tuple(range(product.ndim - 2)))


@mistake(
    "matmul",
    "Every matrix of A meets every matrix of B, as in tensordot. Leading axes broadcast instead: the first of A"
    " with the first of B, and a single one with all.",
)
def pairs_all_with_all(A, B):
    if A.ndim == 2 or B.ndim == 2:
        return matmul(A, B)
    return matmul(A[(..., *[None] * (B.ndim - 2), slice(None), slice(None))], B)


@mistake(
    "matmul",
    "It goes through the first axes of both in step, which pairs the batches wrongly where one has fewer axes, or a"
    " size of 1. Broadcast the leading axes: a single matrix meets all.",
)
def walks_both_batches_in_step(A, B):
    _check(A, B)
    if A.ndim == B.ndim == 2:
        return matmul(A, B)
    pairs = [walks_both_batches_in_step(a, b) for a, b in zip(A, B, strict=False)]
    return array_namespace(A, B).stack(pairs)


@mistake(
    "matmul",
    "Only the last product of each sum is left: it is written over the ones before. Add to what is there.",
)
def keeps_the_last_product(A, B):
    _check(A, B)
    return matmul(A[..., :, -1:], B[..., -1:, :])


@mistake(
    "matmul",
    "The first product of each sum is counted twice: the total starts with it, and the loop adds it again. Start"
    " from 0.",
)
def counts_the_first_product_twice(A, B):
    return matmul(A, B) + matmul(A[..., :, :1], B[..., :1, :])


@mistake(
    "matmul",
    "The sums of a row and of a column are multiplied. A product of sums is not the sum of products: pair the"
    " entries first, then add up.",
)
def multiplies_the_sums(A, B):
    _check(A, B)
    xp = array_namespace(A, B)
    return xp.sum(A, axis=-1)[..., :, None] * xp.sum(B, axis=-2)[..., None, :]


@mistake(
    "matmul",
    "The result has the default dtype of the library, not that of the inputs: xp.zeros(shape) decides for itself."
    " Give it dtype=A.dtype, or add up what the inputs' own products give.",
)
def fills_zeros_of_the_default_dtype(A, B):
    return array_namespace(A, B).zeros((*_check(A, B), A.shape[-2], B.shape[-1])) + matmul(A, B)


@mistake(
    "matvec",
    "The result has the default dtype of the library, not that of the inputs: xp.zeros(shape) decides for itself."
    " Give it dtype=W.dtype, or add up what the inputs' own products give.",
)
def fills_zeros_of_the_default_dtype_for_a_vector(W, x):
    return array_namespace(W, x).zeros((*_check_vector(W, x), W.shape[-2])) + matmul(W, x[..., None])[..., 0]


@mistake(
    "matmul",
    "Integers go through floating numbers, which are exact only up to 2**53. Stay in the dtype of the inputs: the"
    " sum of a product of integers needs no fraction.",
)
def takes_a_detour_through_floats(A, B):
    xp = array_namespace(A, B)
    return xp.astype(matmul(xp.astype(A, xp.float64), xp.astype(B, xp.float64)), A.dtype)


@mistake(
    "matmul",
    "A sum of nothing is 0: an inner axis of size 0 gives a result full of zeros. Start from zeros of the result's"
    " shape instead of the first product.",
)
def starts_from_the_first_product(A, B):
    _check(A, B)
    total = A[..., :, 0, None] * B[..., 0, None, :]
    return total + matmul(A[..., :, 1:], B[..., 1:, :])


@mistake(
    "matvec",
    "The result is a column, one axis too many: a matrix times a vector is a vector. Drop the axis that you gave x.",
)
def returns_a_column(W, x):
    _check_vector(W, x)
    return matmul(W, x[..., None])
