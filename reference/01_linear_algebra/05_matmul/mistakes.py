"""What beginners hand in for matrix multiplication, and what to tell them."""

from array_api_compat import array_namespace, device
from matmul import _common_batch, matmul, matvec

from dojo import mistake


def _check(A, B):
    return _common_batch(A, B, A.shape[-1] == B.shape[-2], A.shape[:-2], B.shape[:-2])


def _check_vector(W, x):
    return _common_batch(W, x, W.shape[-1] == x.shape[-1], W.shape[:-2], x.shape[:-1])


_STACKS_NOTHING = (
    "stack needs at least one array, and here there is no row or column to give it. Any axis may be empty: start"
    " from zeros of the shape of the result, or multiply whole arrays."
)
_TOO_STRICT = (
    "A product that exists is refused: leading axes need not be equal. From the right, two sizes fit if they are"
    " equal or one of them is 1, and one array may have fewer axes."
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


@mistake("matvec", _TOO_STRICT)
def wants_equal_batches_of_a_vector(W, x):
    if W.shape[-1] != x.shape[-1] or W.shape[:-2] != x.shape[:-1]:
        raise ValueError(f"{tuple(W.shape)} and {tuple(x.shape)}")
    return matvec(W, x)


@mistake("matmul", _TOO_STRICT)
def wants_equal_batches(A, B):
    if A.shape[-1] != B.shape[-2] or A.shape[:-2] != B.shape[:-2]:
        raise ValueError(f"{tuple(A.shape)} and {tuple(B.shape)}")
    return matmul(A, B)


@mistake("matmul", _TOO_STRICT)
def refuses_batches_that_fit(A, B):
    if A.shape[-1] != B.shape[-2] or (A.ndim > 2 and B.ndim > 2 and A.shape[:-2] != B.shape[:-2]):
        raise ValueError(f"{tuple(A.shape)} and {tuple(B.shape)}")
    return matmul(A, B)


@mistake(
    "matmul",
    "The total starts from the first products, and with an empty inner axis there are none. A sum of nothing is 0:"
    " start from zeros of the shape of the result.",
)
def starts_from_the_first_slice(A, B):
    _check(A, B)
    total = A[..., :, :1] * B[..., :1, :]
    return total + matmul(A[..., :, 1:], B[..., 1:, :])


_DROPS_AN_AXIS = (
    "An axis of size 1 is dropped, by squeeze() or [0]. A batch of one is still a batch, and one row is still a"
    " row: only the inner axis goes."
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
    "With an empty inner axis the batch is forgotten. The zeros need the leading axes of both, broadcast, in front"
    " of the rows and columns.",
)
def forgets_the_batch_of_an_empty_sum(A, B):
    _check(A, B)
    if A.shape[-1] == 0:
        return array_namespace(A, B).zeros_like(matmul(A[(0,) * (A.ndim - 2)], B[(0,) * (B.ndim - 2)]))
    return matmul(A, B)


_THROUGH_FLOAT32 = (
    "The entries pass through float32, which keeps about 7 digits of the 16 that float64 has. Stay in the dtype"
    " that came in."
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
    "The integers pass through int32, which ends at 2147483647: larger numbers wrap around. Stay in the dtype of"
    " the inputs.",
)
def passes_through_int32(A, B):
    xp = array_namespace(A, B)
    if xp.isdtype(A.dtype, "integral"):
        return xp.astype(matmul(xp.astype(A, xp.int32), xp.astype(B, xp.int32)), A.dtype)
    return matmul(A, B)


@mistake(
    "matvec",
    "Integers go through floating-point numbers, which are exact only up to 2^53. Stay in the dtype of the inputs.",
)
def takes_a_vector_through_floats(W, x):
    xp = array_namespace(W, x)
    return xp.astype(matvec(xp.astype(W, xp.float64), xp.astype(x, xp.float64)), W.dtype)


@mistake(
    "matmul",
    "A NaN is skipped, so a broken layer looks fine. Let the arithmetic pass it on: sum, not nansum, and no"
    " nan_to_num.",
)
def sweeps_nan_away(A, B):
    _check(A, B)
    return array_namespace(A, B).nansum(A[..., :, :, None] * B[..., None, :, :], axis=-2)


@mistake(
    "matmul",
    "Leading axes that do not broadcast are left to the library, and torch raises a RuntimeError. Check them first:"
    " from the right, two sizes fit if they are equal or one of them is 1.",
)
def leaves_the_leading_axes_to_the_library(A, B):
    if A.shape[-1] != B.shape[-2]:
        raise ValueError(f"{tuple(A.shape)} and {tuple(B.shape)}")
    return array_namespace(A, B).sum(A[..., :, :, None] * B[..., None, :, :], axis=-2)


@mistake(
    "matvec",
    "Leading axes that do not broadcast are left to the library, and torch raises a RuntimeError. Check them first:"
    " from the right, two sizes fit if they are equal or one of them is 1.",
)
def leaves_the_leading_axes_of_a_vector_to_the_library(W, x):
    if W.shape[-1] != x.shape[-1]:
        raise ValueError(f"{tuple(W.shape)} and {tuple(x.shape)}")
    return array_namespace(W, x).sum(W * x[..., None, :], axis=-1)


@mistake(
    "matmul",
    "The inner sizes are not compared, and broadcasting stretches a size of 1 to fit the other. Compare A.shape[-1]"
    " with B.shape[-2] before you multiply.",
)
def stretches_the_inner_axis(A, B):
    return array_namespace(A, B).sum(A[..., :, :, None] * B[..., None, :, :], axis=-2)


@mistake(
    "matvec",
    "The inner sizes are not compared, and broadcasting stretches a size of 1 to fit the other. Compare W.shape[-1]"
    " with x.shape[-1] before you multiply.",
)
def stretches_the_vector(W, x):
    return array_namespace(W, x).sum(W * x[..., None, :], axis=-1)


@mistake(
    "matmul",
    "The sum stops at the end of the shorter inner axis, as zip does, and the rest of the longer one is dropped"
    " silently. Compare A.shape[-1] with B.shape[-2] first.",
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


@mistake("matvec", "These are the products, not yet their sums. Entry i is one number: add up W[i, j] * x[j] over j.")
def forgets_the_sum(W, x):
    return W * x[..., None, :]


@mistake(
    "matmul",
    "Rows of A meet rows of B, which gives A times the transpose of B. Go along a row of A and down a column of B.",
)
def multiplies_rows_by_rows(A, B):
    return matmul(A, B.swapaxes(-1, -2))


@mistake(
    "matmul",
    "The first matrix is transposed: its columns are used instead of its rows. Row i of the result comes from row i"
    " of A.",
)
def transposes_the_first(A, B):
    return matmul(A.swapaxes(-1, -2), B)


@mistake(
    "matmul",
    "The factors are exchanged: this is B A. Order matters in a matrix product, and the rows of A B come from A.",
)
def swaps_the_factors(A, B):
    return matmul(B, A)


@mistake(
    "matmul",
    "The transposed product comes out: rows and columns of the result have changed places. Entry (i, k) belongs to"
    " row i of A and column k of B.",
)
def transposes_the_result(A, B):
    return matmul(A, B).swapaxes(-1, -2)


@mistake(
    "matvec",
    "The matrix is transposed: the columns of W are summed instead of its rows. Entry i of the result comes from"
    " row i of W.",
)
def transposes_the_matrix(W, x):
    return array_namespace(W, x).sum(W * x[..., :, None], axis=-2)


@mistake(
    "matvec",
    "A batch of vectors is lined up with the rows of the matrix: W * x puts the first vector on the first row."
    " Write x[..., None, :], so that each vector meets every row.",
)
def lines_vectors_up_with_rows(W, x):
    _check_vector(W, x)
    return array_namespace(W, x).sum(W * x, axis=-1)


@mistake(
    "matmul",
    "It takes two matrices and no batch. Count axes from the right, as in A.shape[-2] and A[..., :, j], and let the"
    " axes in front broadcast.",
)
def takes_no_batch(A, B):
    if A.shape[-1] != B.shape[-2]:
        raise ValueError(f"{tuple(A.shape)} and {tuple(B.shape)}")
    _rows, _inner = A.shape
    _inner, _cols = B.shape
    return matmul(A, B)


@mistake(
    "matvec",
    "It takes one matrix and one vector, and no batch. Count axes from the right, as in W.shape[-2] and W[..., j],"
    " and let the axes in front broadcast.",
)
def takes_no_batch_of_vectors(W, x):
    if W.shape[-1] != x.shape[-1]:
        raise ValueError(f"{tuple(W.shape)} and {tuple(x.shape)}")
    _rows, _inner = W.shape
    (_inner,) = x.shape
    return array_namespace(W, x).sum(W * x, axis=-1)


@mistake(
    "matmul",
    "The batch is summed away. Only the inner axis may go: name the axis that you sum over, counted from the right.",
)
def sums_the_batch_away(A, B):
    product = matmul(A, B)
    return array_namespace(A, B).sum(product, axis=tuple(range(product.ndim - 2)))


@mistake(
    "matmul",
    "Every matrix of A meets every matrix of B, as in tensordot. Batches broadcast instead: the first of A meets"
    " the first of B, and a single one meets all.",
)
def pairs_all_with_all(A, B):
    if A.ndim == 2 or B.ndim == 2:
        return matmul(A, B)
    return matmul(A[(..., *[None] * (B.ndim - 2), slice(None), slice(None))], B)


@mistake(
    "matmul",
    "The loop takes the first axes of both in step. That pairs the batches wrongly if one has fewer axes, or a size"
    " of 1: broadcast the leading axes first.",
)
def walks_both_batches_in_step(A, B):
    _check(A, B)
    if A.ndim == B.ndim == 2:
        return matmul(A, B)
    pairs = [walks_both_batches_in_step(a, b) for a, b in zip(A, B, strict=False)]
    return array_namespace(A, B).stack(pairs)


@mistake(
    "matmul",
    "Only the last product of each sum is left, because each one overwrites the one before. Add to what is there.",
)
def keeps_the_last_product(A, B):
    _check(A, B)
    return matmul(A[..., :, -1:], B[..., -1:, :])


@mistake(
    "matvec",
    "Only the last product of each sum is left, because each one overwrites the one before. Add to what is there.",
)
def keeps_the_last_product_of_a_vector(W, x):
    _check_vector(W, x)
    return array_namespace(W, x).sum(W[..., -1:] * x[..., None, -1:], axis=-1)


_ONE_SHORT = "The last product of each sum is left out: range(n) ends before n already, so leave out the - 1."


@mistake("matmul", _ONE_SHORT)
def leaves_the_last_product_out(A, B):
    _check(A, B)
    return matmul(A[..., :, :-1], B[..., :-1, :])


@mistake("matvec", _ONE_SHORT)
def leaves_the_last_product_of_a_vector_out(W, x):
    _check_vector(W, x)
    return array_namespace(W, x).sum(W[..., :-1] * x[..., None, :-1], axis=-1)


@mistake(
    "matmul",
    "The first product of each sum is counted twice: the total starts with it, and the loop adds it again. Start"
    " from 0.",
)
def counts_the_first_product_twice(A, B):
    return matmul(A, B) + matmul(A[..., :, :1], B[..., :1, :])


@mistake(
    "matmul",
    "The sums of a row and of a column are multiplied. Pair the entries first and multiply them, then add up.",
)
def multiplies_the_sums(A, B):
    _check(A, B)
    xp = array_namespace(A, B)
    return xp.sum(A, axis=-1)[..., :, None] * xp.sum(B, axis=-2)[..., None, :]


@mistake(
    "matmul",
    "The result has the library's default dtype, the one that xp.zeros(shape) chooses. Pass dtype=A.dtype.",
)
def fills_zeros_of_the_default_dtype(A, B):
    return array_namespace(A, B).zeros((*_check(A, B), A.shape[-2], B.shape[-1])) + matmul(A, B)


@mistake(
    "matvec",
    "The result has the library's default dtype, the one that xp.zeros(shape) chooses. Pass dtype=W.dtype.",
)
def fills_zeros_of_the_default_dtype_for_a_vector(W, x):
    return array_namespace(W, x).zeros((*_check_vector(W, x), W.shape[-2])) + matmul(W, x[..., None])[..., 0]


@mistake(
    "matmul",
    "Integers go through floating-point numbers, which are exact only up to 2^53. Stay in the dtype of the inputs.",
)
def takes_a_detour_through_floats(A, B):
    xp = array_namespace(A, B)
    return xp.astype(matmul(xp.astype(A, xp.float64), xp.astype(B, xp.float64)), A.dtype)


@mistake(
    "matmul",
    "The total starts from the first product, and with an empty inner axis there is none. A sum of nothing is 0:"
    " start from zeros of the shape of the result.",
)
def starts_from_the_first_product(A, B):
    _check(A, B)
    total = A[..., :, 0, None] * B[..., 0, None, :]
    return total + matmul(A[..., :, 1:], B[..., 1:, :])


@mistake(
    "matvec",
    "The result is a column, with one axis too many: a matrix times a vector is a vector. Drop the axis that you"
    " added to x.",
)
def returns_a_column(W, x):
    _check_vector(W, x)
    return matmul(W, x[..., None])


@mistake("matvec", "Everything is added up into one number. Sum over the inner axis only: axis=-1.")
def sums_everything(W, x):
    _check_vector(W, x)
    return array_namespace(W, x).sum(W * x[..., None, :])


@mistake("matvec", "The sum runs down the columns. Entry i of the result is the sum along row i: axis=-1.")
def sums_down_the_columns(W, x):
    _check_vector(W, x)
    return array_namespace(W, x).sum(W * x[..., None, :], axis=-2)


@mistake(
    "matmul",
    "The sum runs over the rows of A. The axis that goes is the inner one, where a row of A and a column of B meet.",
)
def sums_over_the_rows(A, B):
    _check(A, B)
    return array_namespace(A, B).sum(A[..., :, :, None] * B[..., None, :, :], axis=-3)


@mistake(
    "matmul",
    "The sum runs over the columns of B. The axis that goes is the inner one, where a row of A and a column of B meet.",
)
def sums_over_the_columns(A, B):
    _check(A, B)
    return array_namespace(A, B).sum(A[..., :, :, None] * B[..., None, :, :], axis=-1)


@mistake(
    "matmul",
    "The products are there, the sums are not: the result has one axis too many. Sum over the inner axis.",
)
def forgets_the_sum_of_a_matrix(A, B):
    _check(A, B)
    return A[..., :, :, None] * B[..., None, :, :]


@mistake(
    "matmul",
    "The result has the shape of A, as from zeros_like. A product has the rows of A and the columns of B.",
)
def makes_room_in_the_shape_of_the_first(A, B):
    _check(A, B)
    C = array_namespace(A, B).zeros_like(A)
    for i in range(A.shape[-2]):
        for k in range(B.shape[-1]):
            C[..., i, k] = array_namespace(A, B).sum(A[..., i, :] * B[..., :, k], axis=-1)
    return C


_NESTED = (
    "Each multiplication is a line of Python, and large matrices need millions of them. Let the library do a whole row"
    " or column at once: multiply arrays, then sum."
)


@mistake("matmul", _NESTED)
def loops_over_every_term(A, B):
    batch = _check(A, B)
    rows, cols = A.shape[-2], B.shape[-1]
    C = array_namespace(A, B).zeros((*batch, rows, cols), dtype=A.dtype, device=device(A))
    for i in range(rows):
        for k in range(cols):
            for j in range(A.shape[-1]):
                C[..., i, k] = C[..., i, k] + A[..., i, j] * B[..., j, k]
    return C


@mistake("matvec", _NESTED)
def loops_over_every_entry(W, x):
    y = array_namespace(W, x).zeros((*_check_vector(W, x), W.shape[-2]), dtype=W.dtype, device=device(W))
    for i in range(W.shape[-2]):
        for j in range(W.shape[-1]):
            y[..., i] = y[..., i] + W[..., i, j] * x[..., j]
    return y


_ASSERTS = (
    "Shapes that do not fit raise an AssertionError. The statement asks for a ValueError: write if ...: raise"
    " ValueError(...) instead of assert."
)


@mistake("matmul", _ASSERTS)
def asserts_the_shapes(A, B):
    assert A.shape[-1] == B.shape[-2], f"{tuple(A.shape)} and {tuple(B.shape)}"
    return matmul(A, B)


@mistake("matvec", _ASSERTS)
def asserts_the_shape_of_the_vector(W, x):
    assert W.shape[-1] == x.shape[-1], f"{tuple(W.shape)} and {tuple(x.shape)}"
    return matvec(W, x)


_SKIPS_ZEROS = "Entries of 0 are skipped, but 0 times NaN is NaN and 0 times infinity is NaN too. Leave no product out."


@mistake("matvec", _SKIPS_ZEROS)
def skips_zeros_of_a_vector(W, x):
    _check_vector(W, x)
    xp = array_namespace(W, x)
    products = W * x[..., None, :]
    skipped = (W == 0) | (x == 0)[..., None, :]
    return xp.sum(xp.where(skipped, xp.zeros_like(products), products), axis=-1)


@mistake("matmul", _SKIPS_ZEROS)
def skips_zeros(A, B):
    xp = array_namespace(A, B)
    _check(A, B)
    left, right = A[..., :, :, None], B[..., None, :, :]
    return xp.sum(xp.where((left == 0) | (right == 0), xp.zeros_like(left * right), left * right), axis=-2)


@mistake(
    "matmul",
    "It takes two matrices and no batch, and its zeros have the library's default dtype. Begin with the batch:"
    " count axes from the right, as in A.shape[-2].",
)
def takes_no_batch_and_the_default_dtype(A, B):
    rows, inner = A.shape
    other, cols = B.shape
    if inner != other:
        raise ValueError(f"{tuple(A.shape)} and {tuple(B.shape)}")
    return array_namespace(A, B).zeros((rows, cols)) + matmul(A, B)
