"""What beginners hand in for matrix multiplication, and what to tell them."""

from array_api_compat import array_namespace
from matmul import _common_batch, matmul

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="sums_the_batch_away sums_down_the_columns sums_over_the_rows sums_over_the_columns",
    axis_lost="drops_axes_of_size_one drops_a_batch_of_one drops_a_row_of_size_one returns_a_column",
    whole_for_slice="sums_everything",
    missing_term="forgets_the_sum forgets_the_sum_of_a_matrix",
    transposed="multiplies_rows_by_rows transposes_the_first transposes_the_result transposes_the_matrix",
    swapped_arguments="swaps_the_factors",
    off_by_one="leaves_the_last_product_out leaves_the_last_product_of_a_vector_out",
    order_of_steps="multiplies_the_sums",
    not_accumulated="keeps_the_last_product keeps_the_last_product_of_a_vector",
    counted_twice="counts_the_first_product_twice",
    dtype_lost="fills_zeros_of_the_default_dtype fills_zeros_of_the_default_dtype_for_a_vector",
    integer_arithmetic="passes_through_int32",
    cancellation="takes_a_vector_through_floats takes_a_detour_through_floats",
    empty_input=(
        "stacks_no_rows stacks_no_columns starts_from_the_first_slice starts_from_the_first_product "
        "forgets_the_batch_of_an_empty_sum"
    ),
    nan_hidden="sweeps_nan_away skips_zeros_of_a_vector skips_zeros",
    wrong_exception=(
        "leaves_the_leading_axes_to_the_library leaves_the_leading_axes_of_a_vector_to_the_library "
        "asserts_the_shapes asserts_the_shape_of_the_vector"
    ),
    silent_error="stops_at_the_shorter_axis",
    refuses_what_is_allowed=(
        "refuses_vectors_whose_batch_fits wants_equal_batches_of_a_vector wants_equal_batches refuses_batches_that_fit"
    ),
    broadcast_by_accident="stretches_the_inner_axis stretches_the_vector lines_vectors_up_with_rows pairs_all_with_all",
    wrong_initialisation="makes_room_in_the_shape_of_the_first",
    hidden_cost="loops_over_every_term loops_over_every_entry",
    partial_case=(
        "takes_no_batch takes_no_batch_of_vectors walks_both_batches_in_step takes_no_batch_and_the_default_dtype"
    ),
    wrong_formula="multiplies_entry_by_entry",
)


def _check(A, B):
    return _common_batch(A, B, A.shape[-1] == B.shape[-2], A.shape[:-2], B.shape[:-2])


def _check_vector(W, x):
    return _common_batch(W, x, W.shape[-1] == x.shape[-1], W.shape[:-2], x.shape[:-1])


_STACKS_NOTHING = (
    "stack needs at least one array, and here there is no row or column to give it. Any axis may be empty: start from"
    " zeros of the shape of the result, or multiply entire arrays."
)
_TOO_STRICT = (
    "A product that exists is refused: leading axes need not be equal. From the right, two sizes fit if they are"
    " equal or one of them is 1, and one array may have fewer axes."
)

edit(
    "stacks_no_rows",
    _STACKS_NOTHING,
    (
        "xp.sum(W * x[..., None, :], axis=-1)",
        "xp.stack([xp.sum(W[..., i, :] * x, axis=-1) for i in range(W.shape[-2])], axis=-1)",
    ),
)

edit(
    "stacks_no_columns",
    _STACKS_NOTHING,
    ("return total", "return xp.stack([matvec(A, B[..., k]) for k in range(B.shape[-1])], axis=-1)"),
)

edit(
    "refuses_vectors_whose_batch_fits",
    _TOO_STRICT,
    (
        "xp = array_namespace(W)",
        "if W.shape[-1] != x.shape[-1] or (W.ndim > 2 and x.ndim > 1 and (W.shape[:-2] != "
        "x.shape[:-1])):\n"
        "    raise ValueError(f'{tuple(W.shape)} and {tuple(x.shape)}')\n"
        "xp = array_namespace(W)",
    ),
)

edit(
    "wants_equal_batches_of_a_vector",
    _TOO_STRICT,
    (
        "xp = array_namespace(W)",
        "if W.shape[-1] != x.shape[-1] or W.shape[:-2] != x.shape[:-1]:\n"
        "    raise ValueError(f'{tuple(W.shape)} and {tuple(x.shape)}')\n"
        "xp = array_namespace(W)",
    ),
)

edit(
    "wants_equal_batches",
    _TOO_STRICT,
    (
        "xp = array_namespace(A)",
        "if A.shape[-1] != B.shape[-2] or A.shape[:-2] != B.shape[:-2]:\n"
        "    raise ValueError(f'{tuple(A.shape)} and {tuple(B.shape)}')\n"
        "xp = array_namespace(A)",
    ),
)

edit(
    "refuses_batches_that_fit",
    _TOO_STRICT,
    (
        "xp = array_namespace(A)",
        "if A.shape[-1] != B.shape[-2] or (A.ndim > 2 and B.ndim > 2 and (A.shape[:-2] != "
        "B.shape[:-2])):\n"
        "    raise ValueError(f'{tuple(A.shape)} and {tuple(B.shape)}')\n"
        "xp = array_namespace(A)",
    ),
)


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

edit("drops_axes_of_size_one", _DROPS_AN_AXIS, ("return total", "return total.squeeze()"))

edit(
    "drops_a_batch_of_one",
    _DROPS_AN_AXIS,
    ("return total", "return total[0] if total.ndim > 2 and total.shape[0] == 1 else total"),
)

edit(
    "drops_a_row_of_size_one",
    _DROPS_AN_AXIS,
    ("xp.sum(W * x[..., None, :], axis=-1)", "xp.sum(W * x[..., None, :], axis=-1).squeeze()"),
)


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

generics("matmul", passes_through_float32=_THROUGH_FLOAT32)

generics("matvec", passes_through_float32=_THROUGH_FLOAT32)


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


edit(
    "takes_a_vector_through_floats",
    "Integers go through floating-point numbers, which are exact only up to 2^53. Stay in the dtype of the inputs.",
    (
        "xp.sum(W * x[..., None, :], axis=-1)",
        "xp.astype(xp.sum(xp.astype(W, xp.float64) * xp.astype(x, xp.float64)[..., None, :], axis=-1), W.dtype)",
    ),
)

edit(
    "sweeps_nan_away",
    "A NaN is skipped, so a broken layer looks fine. Let the arithmetic pass it on: sum, not nansum, and no"
    " nan_to_num.",
    ("return total", "return xp.nansum(A[..., :, :, None] * B[..., None, :, :], axis=-2)"),
)

edit(
    "leaves_the_leading_axes_to_the_library",
    "Leading axes that do not broadcast are left to the library, and torch raises a RuntimeError. Check them first:"
    " from the right, two sizes fit if they are equal or one of them is 1.",
    ("batch = _common_batch(A, B, A.shape[-1] == B.shape[-2], A.shape[:-2], B.shape[:-2])\n", ""),
    (
        "total = xp.zeros((*batch, A.shape[-2], B.shape[-1]), dtype=A.dtype, device=device(A))  # (..., rows, cols)\n",
        "",
    ),
    (
        "for j in range(A.shape[-1]):\n    total = total + A[..., :, j, None] * B[..., j, None, :]",
        "if A.shape[-1] != B.shape[-2]:\n    raise ValueError(f'{tuple(A.shape)} and {tuple(B.shape)}')",
    ),
    ("return total", "return xp.sum(A[..., :, :, None] * B[..., None, :, :], axis=-2)"),
)

edit(
    "leaves_the_leading_axes_of_a_vector_to_the_library",
    "Leading axes that do not broadcast are left to the library, and torch raises a RuntimeError. Check them first:"
    " from the right, two sizes fit if they are equal or one of them is 1.",
    (
        "_common_batch(W, x, W.shape[-1] == x.shape[-1], W.shape[:-2], x.shape[:-1])",
        "if W.shape[-1] != x.shape[-1]:\n    raise ValueError(f'{tuple(W.shape)} and {tuple(x.shape)}')",
    ),
)

edit(
    "stretches_the_inner_axis",
    "The inner sizes are not compared, and broadcasting stretches a size of 1 to fit the other. Compare A.shape[-1]"
    " with B.shape[-2] before you multiply.",
    ("batch = _common_batch(A, B, A.shape[-1] == B.shape[-2], A.shape[:-2], B.shape[:-2])\n", ""),
    (
        "total = xp.zeros((*batch, A.shape[-2], B.shape[-1]), dtype=A.dtype, device=device(A))  # (..., rows, cols)\n",
        "",
    ),
    (
        "for j in range(A.shape[-1]):\n"
        "    total = total + A[..., :, j, None] * B[..., j, None, :]  # (..., rows, 1) times (..., 1, "
        "cols)\n",
        "",
    ),
    ("return total", "return xp.sum(A[..., :, :, None] * B[..., None, :, :], axis=-2)"),
)

edit(
    "stretches_the_vector",
    "The inner sizes are not compared, and broadcasting stretches a size of 1 to fit the other. Compare W.shape[-1]"
    " with x.shape[-1] before you multiply.",
    ("_common_batch(W, x, W.shape[-1] == x.shape[-1], W.shape[:-2], x.shape[:-1])\n", ""),
)

edit(
    "stops_at_the_shorter_axis",
    "The sum stops at the end of the shorter inner axis, as zip does, and the rest of the longer one is dropped"
    " silently. Compare A.shape[-1] with B.shape[-2] first.",
    (
        "xp = array_namespace(A)",
        "inner = min(A.shape[-1], B.shape[-2])\nA, B = A[..., :, :inner], B[..., :inner, :]\nxp = array_namespace(A)",
    ),
)

edit(
    "multiplies_entry_by_entry",
    "That is the product of entries at the same place, A * B. Entry (i, k) of a matrix product needs all of row i of"
    " A and all of column k of B: multiply them term by term and add up.",
    ("batch = _common_batch(A, B, A.shape[-1] == B.shape[-2], A.shape[:-2], B.shape[:-2])\n", ""),
    (
        "total = xp.zeros((*batch, A.shape[-2], B.shape[-1]), dtype=A.dtype, device=device(A))  # (..., rows, cols)\n",
        "",
    ),
    (
        "for j in range(A.shape[-1]):\n"
        "    total = total + A[..., :, j, None] * B[..., j, None, :]  # (..., rows, 1) times (..., 1, "
        "cols)\n",
        "",
    ),
    ("return total", "return A * B"),
)

edit(
    "forgets_the_sum",
    "These are the products, not yet their sums. Entry i is one number: add up W[i, j] * x[j] over j.",
    ("_common_batch(W, x, W.shape[-1] == x.shape[-1], W.shape[:-2], x.shape[:-1])\n", ""),
    ("xp.sum(W * x[..., None, :], axis=-1)", "W * x[..., None, :]"),
)

edit(
    "multiplies_rows_by_rows",
    "Rows of A meet rows of B, which gives A times the transpose of B. Go along a row of A and down a column of B.",
    ("xp = array_namespace(A)", "B = B.swapaxes(-1, -2)\nxp = array_namespace(A)"),
)

edit(
    "transposes_the_first",
    "The first matrix is transposed: its columns are used instead of its rows. Row i of the result comes from row i"
    " of A.",
    ("xp = array_namespace(A)", "A = A.swapaxes(-1, -2)\nxp = array_namespace(A)"),
)

edit(
    "swaps_the_factors",
    "The factors are exchanged: this is B A. Order matters in a matrix product, and the rows of A B come from A.",
    ("xp = array_namespace(A)", "A, B = B, A\nxp = array_namespace(A)"),
)

edit(
    "transposes_the_result",
    "The transposed product comes out: rows and columns of the result have changed places. Entry (i, k) belongs to"
    " row i of A and column k of B.",
    ("return total", "return total.swapaxes(-1, -2)"),
)

edit(
    "transposes_the_matrix",
    "The matrix is transposed: the columns of W are summed instead of its rows. Entry i of the result comes from"
    " row i of W.",
    ("_common_batch(W, x, W.shape[-1] == x.shape[-1], W.shape[:-2], x.shape[:-1])\n", ""),
    ("xp.sum(W * x[..., None, :], axis=-1)", "xp.sum(W * x[..., :, None], axis=-2)"),
)

edit(
    "lines_vectors_up_with_rows",
    "A batch of vectors is lined up with the rows of the matrix: W * x puts the first vector on the first row."
    " Write x[..., None, :], so that each vector meets every row.",
    ("x[..., None, :]", "x"),
)

edit(
    "takes_no_batch",
    "It takes two matrices and no batch. Count axes from the right, as in A.shape[-2] and A[..., :, j], and let the"
    " axes in front broadcast.",
    (
        "xp = array_namespace(A)",
        "if A.shape[-1] != B.shape[-2]:\n"
        "    raise ValueError(f'{tuple(A.shape)} and {tuple(B.shape)}')\n"
        "_rows, _inner = A.shape\n"
        "_inner, _cols = B.shape\n"
        "xp = array_namespace(A)",
    ),
)

edit(
    "takes_no_batch_of_vectors",
    "It takes one matrix and one vector, and no batch. Count axes from the right, as in W.shape[-2] and W[..., j],"
    " and let the axes in front broadcast.",
    (
        "_common_batch(W, x, W.shape[-1] == x.shape[-1], W.shape[:-2], x.shape[:-1])",
        "if W.shape[-1] != x.shape[-1]:\n"
        "    raise ValueError(f'{tuple(W.shape)} and {tuple(x.shape)}')\n"
        "_rows, _inner = W.shape\n"
        "_inner, = x.shape",
    ),
)

edit(
    "sums_the_batch_away",
    "The batch is summed away. Only the inner axis may go: name the axis that you sum over, counted from the right.",
    ("return total", "return xp.sum(total, axis=tuple(range(total.ndim - 2)))"),
)


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


edit(
    "keeps_the_last_product",
    "Only the last product of each sum is left, because each one overwrites the one before. Add to what is there.",
    (
        "xp = array_namespace(A)",
        "_common_batch(A, B, A.shape[-1] == B.shape[-2], A.shape[:-2], B.shape[:-2])\n"
        "A, B = A[..., :, -1:], B[..., -1:, :]\n"
        "xp = array_namespace(A)",
    ),
)

edit(
    "keeps_the_last_product_of_a_vector",
    "Only the last product of each sum is left, because each one overwrites the one before. Add to what is there.",
    ("W * x[..., None, :]", "W[..., -1:] * x[..., None, -1:]"),
)


_ONE_SHORT = "The last product of each sum is left out: range(n) ends before n already, so leave out the - 1."

edit(
    "leaves_the_last_product_out",
    _ONE_SHORT,
    ("xp = array_namespace(A)", "A, B = A[..., :, :-1], B[..., :-1, :]\nxp = array_namespace(A)"),
)

edit("leaves_the_last_product_of_a_vector_out", _ONE_SHORT, ("W * x[..., None, :]", "W[..., :-1] * x[..., None, :-1]"))


@mistake(
    "matmul",
    "The first product of each sum is counted twice: the total starts with it, and the loop adds it again. Start"
    " from 0.",
)
def counts_the_first_product_twice(A, B):
    return matmul(A, B) + matmul(A[..., :, :1], B[..., :1, :])


edit(
    "multiplies_the_sums",
    "The sums of a row and of a column are multiplied. Pair the entries first and multiply them, then add up.",
    ("return total", "return xp.sum(A, axis=-1)[..., :, None] * xp.sum(B, axis=-2)[..., None, :]"),
)

edit(
    "fills_zeros_of_the_default_dtype",
    "The result has the library's default dtype, the one that xp.zeros(shape) chooses. Pass dtype=A.dtype.",
    ("return total", "return xp.zeros((*batch, A.shape[-2], B.shape[-1])) + total"),
)


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


edit(
    "returns_a_column",
    "The result is a column, with one axis too many: a matrix times a vector is a vector. Drop the axis that you"
    " added to x.",
    ("xp.sum(W * x[..., None, :], axis=-1)", "matmul(W, x[..., None])"),
)

edit(
    "sums_everything",
    "Everything is added up into one number. Sum over the inner axis only: axis=-1.",
    ("xp.sum(W * x[..., None, :], axis=-1)", "xp.sum(W * x[..., None, :])"),
)

edit(
    "sums_down_the_columns",
    "The sum runs down the columns. Entry i of the result is the sum along row i: axis=-1.",
    ("axis=-1", "axis=-2"),
)

edit(
    "sums_over_the_rows",
    "The sum runs over the rows of A. The axis that goes is the inner one, where a row of A and a column of B meet.",
    ("return total", "return xp.sum(A[..., :, :, None] * B[..., None, :, :], axis=-3)"),
)

edit(
    "sums_over_the_columns",
    "The sum runs over the columns of B. The axis that goes is the inner one, where a row of A and a column of B meet.",
    ("return total", "return xp.sum(A[..., :, :, None] * B[..., None, :, :], axis=-1)"),
)

edit(
    "forgets_the_sum_of_a_matrix",
    "The products are there, but the sums are missing: the result has one axis too many. Sum over the inner axis.",
    ("return total", "return A[..., :, :, None] * B[..., None, :, :]"),
)

edit(
    "makes_room_in_the_shape_of_the_first",
    "The result has the shape of A, as from zeros_like. A product has the rows of A and the columns of B.",
    ("xp.zeros((*batch, A.shape[-2], B.shape[-1]), dtype=A.dtype, device=device(A))", "xp.zeros_like(A)"),
    ("range(A.shape[-1])", "range(A.shape[-2])"),
    (
        "total = total + A[..., :, j, None] * B[..., j, None, :]",
        "for k in range(B.shape[-1]):\n    total[..., j, k] = xp.sum(A[..., j, :] * B[..., :, k], axis=-1)",
    ),
)


_NESTED = (
    "Each multiplication is a line of Python, and large matrices need millions of them. Let the library do an entire"
    " row or column at once: multiply arrays, then sum."
)

edit(
    "loops_over_every_term",
    _NESTED,
    ("for j in range(A.shape[-1]):", "for i in range(A.shape[-2]):"),
    (
        "total = total + A[..., :, j, None] * B[..., j, None, :]",
        "for k in range(B.shape[-1]):\n"
        "    for j in range(A.shape[-1]):\n"
        "        total[..., i, k] = total[..., i, k] + A[..., i, j] * B[..., j, k]",
    ),
)

edit(
    "loops_over_every_entry",
    _NESTED,
    (
        "return xp.sum(W * x[..., None, :], axis=-1)",
        "y = xp.zeros((*np.broadcast_shapes(W.shape[:-2], x.shape[:-1]), W.shape[-2]), dtype=W.dtype, "
        "device=device(W))\n"
        "for i in range(W.shape[-2]):\n"
        "    for j in range(W.shape[-1]):\n"
        "        y[..., i] = y[..., i] + W[..., i, j] * x[..., j]\n"
        "return y",
    ),
)


_ASSERTS = (
    "Shapes that do not fit raise an AssertionError. The statement asks for a ValueError: write if ...: raise"
    " ValueError(...) instead of assert."
)

edit(
    "asserts_the_shapes",
    _ASSERTS,
    (
        "xp = array_namespace(A)",
        "assert A.shape[-1] == B.shape[-2], f'{tuple(A.shape)} and {tuple(B.shape)}'\nxp = array_namespace(A)",
    ),
)

edit(
    "asserts_the_shape_of_the_vector",
    _ASSERTS,
    (
        "xp = array_namespace(W)",
        "assert W.shape[-1] == x.shape[-1], f'{tuple(W.shape)} and {tuple(x.shape)}'\nxp = array_namespace(W)",
    ),
)


_SKIPS_ZEROS = "Entries of 0 are skipped, but 0 times NaN is NaN and 0 times infinity is NaN too. Leave no product out."

edit(
    "skips_zeros_of_a_vector",
    _SKIPS_ZEROS,
    (
        "W * x[..., None, :]",
        "xp.where((W == 0) | (x == 0)[..., None, :], xp.zeros_like(W * x[..., None, :]), W * x[..., None, :])",
    ),
)


@mistake("matmul", _SKIPS_ZEROS)
def skips_zeros(A, B):
    xp = array_namespace(A, B)
    _check(A, B)
    left, right = A[..., :, :, None], B[..., None, :, :]
    return xp.sum(xp.where((left == 0) | (right == 0), xp.zeros_like(left * right), left * right), axis=-2)


edit(
    "takes_no_batch_and_the_default_dtype",
    "It takes two matrices and no batch, and its zeros have the library's default dtype. Begin with the batch:"
    " count axes from the right, as in A.shape[-2].",
    (
        "xp = array_namespace(A)",
        "rows, inner = A.shape\n"
        "other, cols = B.shape\n"
        "if inner != other:\n"
        "    raise ValueError(f'{tuple(A.shape)} and {tuple(B.shape)}')\n"
        "xp = array_namespace(A)",
    ),
    ("return total", "return xp.zeros((rows, cols)) + total"),
)
