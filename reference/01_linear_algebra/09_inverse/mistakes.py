"""What beginners hand in for linear equations and inverses, and what to tell them."""

import numpy as np
from array_api_compat import array_namespace, device
from inverse import inverse, solve

from dojo import both, edit, generics, ideas, mistake

ideas(
    axis_lost="gives_a_column_for_a_vector",
    whole_for_slice="swaps_all_matrices_alike",
    wrong_divisor="forgets_the_determinant gives_the_cofactors",
    missing_term="forgets_to_divide",
    sign=(
        "takes_the_largest_without_its_magnitude "
        "takes_the_largest_without_its_magnitude_and_raises_a_value_error_if_singular"
    ),
    upside_down="multiplies",
    transposed="solves_with_the_transpose reads_right_sides_from_rows transposes puts_solutions_in_rows",
    off_by_one="forgets_the_offset_of_the_pivot adds_no_offset_to_the_pivot",
    order_of_steps="divides_the_right_side_alone",
    stale_state="reads_the_pivot_again reads_the_factor_again reads_the_factor_again_before_back_substitution",
    writes_into_input="eliminates_in_the_callers_arrays",
    alias_or_copy="writes_one_row_over_the_other",
    dtype_lost="uses_an_identity_of_another_dtype",
    underflow="asks_whether_the_product_of_the_pivots_is_zero",
    cancellation=(
        "swaps_at_zero_and_divides_by_zero swaps_only_where_the_pivot_is_zero never_swaps uses_cramers_rule "
        "squares_the_condition"
    ),
    epsilon="adds_a_little_to_the_diagonal",
    zero_case="takes_a_zero_on_the_diagonal_for_singular",
    wrong_exception="raises_another_exception raises_a_value_error_if_singular runs_past_the_end",
    silent_error=(
        "replaces_a_pivot_of_zero divides_by_a_pivot_of_zero cuts_the_right_side cuts_the_matrix "
        "compares_rows_with_columns"
    ),
    refuses_what_is_allowed="does_not_broadcast",
    broadcast_by_accident="stretches_the_right_side",
    hidden_cost="expands_cofactors",
    wrong_stop="stops_at_the_triangular_form",
    partial_case=(
        "swaps_the_matrix_alone_at_zero takes_nothing_off_the_right_sides_before_back_substitution "
        "takes_nothing_off_the_right_sides divides_the_matrix_alone leaves_the_right_sides_where_they_were "
        "looks_at_the_first_matrix solves_for_the_first_column takes_one_matrix inverts_the_first_of_a_batch "
        "tells_vectors_by_the_axes_of_the_matrix takes_columns_for_a_batch_of_vectors"
    ),
    wrong_formula="inverts_the_entries",
    what_counts_as_zero="takes_relatively_small_pivots_for_zero takes_small_pivots_for_zero",
)

LinAlgError = np.linalg.LinAlgError


def _system(a, b):
    """Checked, with several right sides, and as a batch of one shape."""
    xp, n = array_namespace(a, b), a.shape[-1]
    if a.shape[-2] != n or b.shape[-2 if b.ndim > 1 else 0] != n:
        raise ValueError(f"no square system: a is {tuple(a.shape)}, b is {tuple(b.shape)}")
    b = b[:, None] if b.ndim == 1 else b
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    return xp.broadcast_to(a, (*batch, n, n)), xp.broadcast_to(b, (*batch, n, b.shape[-1]))


def _exchange(x, j, p):
    """Rows j and p change places."""
    xp = array_namespace(x)
    rows = xp.arange(x.shape[-2], device=device(x))
    swapped = xp.where(rows == j, p, xp.where(rows == p, j, rows))
    return xp.take_along_axis(x, swapped[..., None], axis=-2)


def _largest(column, j):
    xp = array_namespace(column)
    return j + xp.argmax(xp.abs(column[..., j:]), axis=-1)[..., None]


def _stop_at_zero(pivot, a):
    if array_namespace(pivot).any(pivot == 0):
        raise LinAlgError("singular matrix")


def _go_on(pivot, a):
    pass


def _divide(row, pivot, j):
    return row / pivot[..., None]


def _divide_entry_j(row, pivot, j):
    """Entry j alone, as a loop does that finds a 1 there from then on."""
    xp = array_namespace(row)
    return xp.where(xp.arange(row.shape[-1], device=device(row)) == j, row / pivot[..., None], row)


def _leave(row, pivot, j):
    return row


def _take_off(x, factors, row, j):
    return x - factors * row[..., None, :]


def _take_off_column_j(x, factors, row, j):
    """Column j alone, as a loop does that finds a 0 there from then on."""
    xp = array_namespace(x)
    return xp.where(xp.arange(x.shape[-1], device=device(x)) == j, x - factors * row[..., None, :], x)


def _take_nothing_off(x, factors, row, j):
    return x


def _gauss_jordan(
    a,
    b,
    choose=_largest,
    exchange=_exchange,
    exchange_sides=_exchange,
    look_at=_stop_at_zero,
    mend=None,
    divide=(_divide, _divide),
    take_off=(_take_off, _take_off),
):
    """A right elimination, whose parts the mistakes change."""
    vector = b.ndim == 1
    a, b = _system(a, b)
    xp, n = array_namespace(a, b), a.shape[-1]
    given, rows = a, xp.arange(n, device=device(a))
    for j in range(n):
        p = choose(a[..., j], j)
        a, b = exchange(a, j, p), exchange_sides(b, j, p)
        pivot = a[..., j, j]
        look_at(pivot, given)
        pivot = mend(pivot) if mend else pivot
        top, side = (one(x[..., j, :], pivot, j) for one, x in zip(divide, (a, b), strict=True))
        factors = a[..., :, j, None]
        here = rows[:, None] == j
        b = xp.where(here, side[..., None, :], take_off[1](b, factors, side, j))
        a = xp.where(here, top[..., None, :], take_off[0](a, factors, top, j))
    return b[..., 0] if vector else b


def _triangular(a, b, take_off=(_take_off, _take_off)):
    """The system after a right elimination downwards, where the mistakes say what is taken off."""
    a, b = _system(a, b)
    xp, rows = array_namespace(a, b), array_namespace(a).arange(a.shape[-1], device=device(a))
    for j in range(a.shape[-1]):
        p = _largest(a[..., j], j)
        a, b = _exchange(a, j, p), _exchange(b, j, p)
        pivot = a[..., j, j]
        _stop_at_zero(pivot, a)
        factors = xp.where(rows > j, a[..., j] / pivot[..., None], 0)[..., None]
        a, b = take_off[0](a, factors, a[..., j, :], j), take_off[1](b, factors, b[..., j, :], j)
    return a, b


def _by_back_substitution(a, b, take_off):
    """What follows from the upper triangle, whatever the elimination has left below it."""
    triangle, side = _triangular(a, b, take_off)
    x = solve(array_namespace(a).triu(triangle), side)
    return x[..., 0] if b.ndim == 1 else x


# ---------------------------------------------------------------------------------------------- what is singular


@mistake(
    "solve",
    "A matrix counts as singular here if a pivot is small next to the largest entry. But rows may differ in"
    " magnitude, and the matrix still has an inverse: only 0 is 0.",
)
def takes_relatively_small_pivots_for_zero(a, b):
    def look(pivot, a):
        xp = array_namespace(pivot)
        if a.shape[-1] and xp.any(xp.abs(pivot) <= 1e-8 * xp.max(xp.abs(a), axis=(-2, -1))):
            raise LinAlgError("singular matrix")

    if 0 in a.shape:
        return solve(a, b)
    return _gauss_jordan(a, b, look_at=look)


@mistake(
    "solve",
    "This asks whether the determinant is 0. A product of small numbers underflows to 0: 1e-120 times the identity"
    " still has an inverse. Ask about each pivot.",
)
def asks_whether_the_product_of_the_pivots_is_zero(a, b):
    product = []

    def look(pivot, a):
        product.append(pivot * product[-1] if product else pivot)
        _stop_at_zero(product[-1], a)

    return _gauss_jordan(a, b, look_at=look)


edit(
    "takes_small_pivots_for_zero",
    "A matrix counts as singular here if a pivot, or the determinant, is below a fixed bound. How small they are"
    " depends on the unit of the entries: 1e-12 times the identity has an inverse. Only 0 is 0.",
    ("pivot == 0", "xp.abs(pivot) < 1e-10"),
)


@mistake("solve", "Only the first matrix of a batch is asked whether it is singular. Ask all of them: any(pivot == 0).")
def looks_at_the_first_matrix(a, b):
    def look(pivot, a):
        if pivot.shape and 0 not in pivot.shape:
            pivot = pivot[(0,) * len(pivot.shape)]
        _stop_at_zero(pivot, a)

    return _gauss_jordan(a, b, look_at=look)


@mistake(
    "solve",
    "A pivot of 0 is replaced by something else, so a singular matrix gets a wrong solution. Raise"
    " numpy.linalg.LinAlgError instead.",
)
def replaces_a_pivot_of_zero(a, b):
    return _gauss_jordan(a, b, look_at=_go_on, mend=lambda pivot: array_namespace(pivot).where(pivot == 0, 1, pivot))


@mistake(
    "solve",
    "A singular matrix is not refused: a division by 0 leaves inf or NaN. If no row has a pivot other than 0, raise"
    " numpy.linalg.LinAlgError.",
)
def divides_by_a_pivot_of_zero(a, b):
    return _gauss_jordan(a, b, look_at=_go_on)


edit(
    "raises_another_exception",
    "A singular matrix raises a ZeroDivisionError here. Raise numpy.linalg.LinAlgError, also for tensors.",
    ("np.linalg.LinAlgError", "ZeroDivisionError"),
)


# ------------------------------------------------------------------------------------------------------- pivots


@mistake(
    "solve",
    "Rows seem to be swapped only if the pivot is 0, or nearly 0. Any small pivot is bad: its huge multiples wipe out"
    " the digits of the other rows. Take the largest magnitude in the column at every step.",
)
def swaps_only_where_the_pivot_is_zero(a, b):
    def first_that_is_not_zero(column, j):
        xp = array_namespace(column)
        return j + xp.argmax(xp.astype(column[..., j:] != 0, xp.int64), axis=-1)[..., None]

    return _gauss_jordan(a, b, first_that_is_not_zero)


edit(
    "takes_the_largest_without_its_magnitude",
    "The pivot is the largest entry of the column, so a large negative one is passed over. The magnitude counts:"
    " compare absolute values.",
    ("xp.abs(system[..., j:, j])", "system[..., j:, j]"),
)


@mistake(
    "solve",
    "A 0 on the diagonal counts as singular here. But ((0, 1), (2, 0)) has an inverse: look down the column for a row"
    " to swap with. Give up only if all that is left of the column is 0.",
)
def takes_a_zero_on_the_diagonal_for_singular(a, b):
    def none(column, j):
        return array_namespace(column).argmax(column[..., j:] * 0, axis=-1)[..., None] + j

    return _gauss_jordan(a, b, none)


@mistake(
    "solve",
    "Rows are never swapped, so you divide by the entry on the diagonal, even if it is 0, or so small that the other"
    " rows drown in rounding errors. At each step, first bring up the row with the largest magnitude in the column.",
)
def never_swaps(a, b):
    def none(column, j):
        return array_namespace(column).argmax(column[..., j:] * 0, axis=-1)[..., None] + j

    return _gauss_jordan(a, b, none, look_at=_go_on)


edit(
    "forgets_the_offset_of_the_pivot",
    "The place of the pivot is wrong. Either argmax runs over the entire column, finished rows included, or the"
    " offset is missing: argmax of column[j:] counts from j. Search from the diagonal down, and add j.",
    ("j + xp.argmax(xp.abs(system[..., j:, j])", "xp.argmax(xp.abs(system[..., j])"),
)


edit(
    "adds_no_offset_to_the_pivot",
    "The offset of the pivot is missing: argmax of column[j:] counts from row j, so 0 means row j itself. Add j to"
    " what it gives.",
    ("j + xp.argmax", "xp.argmax"),
)


@mistake(
    "solve",
    "The rows of the matrix are swapped, but the right sides stay where they were. A row is an equation, and both of"
    " its sides move. Put them in one array, [a | b], and swap there.",
)
def leaves_the_right_sides_where_they_were(a, b):
    return _gauss_jordan(a, b, exchange_sides=lambda x, j, p: x)


@mistake(
    "solve",
    "After the swap, one of the two rows is there twice. a[i], a[j] = a[j], a[i] copies views, and the second reads"
    " what the first has just written. Copy one of the rows, or index with a list: a[[i, j]] = a[[j, i]].",
)
def writes_one_row_over_the_other(a, b):
    def exchange(x, j, p):
        xp = array_namespace(x)
        here = xp.arange(x.shape[-2], device=device(x))[:, None] == j
        return xp.where(here, xp.take_along_axis(x, p[..., None], axis=-2), x)

    return _gauss_jordan(a, b, exchange=exchange, exchange_sides=exchange)


@mistake(
    "solve",
    "The entire batch shares one row order here, chosen for its first matrix. Each matrix needs the row with its own"
    " largest magnitude.",
)
def swaps_all_matrices_alike(a, b):
    def of_the_first(column, j):
        p = _largest(column, j)
        return p if column.ndim == 1 or 0 in column.shape else p * 0 + p.reshape(-1)[0]

    return _gauss_jordan(a, b, of_the_first, look_at=_go_on)


# -------------------------------------------------------------------------------------------------- other matrices


@mistake("solve", "This multiplies by the matrix instead of undoing it. The answer is the x with a x = b, not a b.")
def multiplies(a, b):
    vector, (a, b) = b.ndim == 1, _system(a, b)
    product = a @ b
    return product[..., 0] if vector else product


edit(
    "solves_with_the_transpose",
    "That solves the equations of the transposed matrix. Row i of a holds the factors of equation i.",
    ("n = a.shape[-1]", "a = a.swapaxes(-1, -2)\nn = a.shape[-1]"),
)


@mistake(
    "solve",
    "This stops at the triangular form, but the entries above the diagonal still tie the unknowns together. Go on"
    " from the last row upwards (back substitution), or clear the column above each pivot too.",
)
def stops_at_the_triangular_form(a, b):
    triangle, side = _triangular(a, b)
    n = triangle.shape[-1]
    diagonal = array_namespace(a).stack([triangle[..., j, j] for j in range(n)], axis=-1) if n else triangle[..., 0]
    x = side / diagonal[..., None]
    return x[..., 0] if b.ndim == 1 else x


@mistake(
    "solve",
    "The rows are not divided by their pivots, so each unknown comes out multiplied by its diagonal entry. Divide at"
    " the end, or make each pivot 1.",
)
def forgets_to_divide(a, b):
    vector = b.ndim == 1
    a, b = _system(a, b)
    xp, rows = array_namespace(a, b), array_namespace(a).arange(a.shape[-1], device=device(a))
    for j in range(a.shape[-1]):
        p = _largest(a[..., j], j)
        a, b = _exchange(a, j, p), _exchange(b, j, p)
        pivot = a[..., j, j]
        _stop_at_zero(pivot, a)
        factors = xp.where(rows != j, a[..., j] / pivot[..., None], 0)[..., None]
        a, b = a - factors * a[..., j, None, :], b - factors * b[..., j, None, :]
    return b[..., 0] if vector else b


@mistake(
    "solve",
    "A row of the matrix is divided by its pivot, and its right side is not. Perhaps a[k, k] was divided first: from"
    " then on it is 1. Store the pivot before you divide, or divide the complete row of [a | b].",
)
def divides_the_matrix_alone(a, b):
    return _gauss_jordan(a, b, divide=(_divide, _leave))


_OVERWRITTEN = (
    " seems to be read again after it was overwritten, so that the rest of the row stays as it was. Store it in a"
    " variable before you change the row, or change the row as a whole."
)


@mistake("solve", "The pivot" + _OVERWRITTEN)
def reads_the_pivot_again(a, b):
    return _gauss_jordan(a, b, divide=(_divide_entry_j, _leave))


@mistake("solve", "The factor of a row" + _OVERWRITTEN)
def reads_the_factor_again(a, b):
    return _gauss_jordan(a, b, take_off=(_take_off_column_j, _take_nothing_off))


@mistake("solve", "The factor of a row" + _OVERWRITTEN)
def reads_the_factor_again_before_back_substitution(a, b):
    return _by_back_substitution(a, b, take_off=(_take_off_column_j, _take_nothing_off))


_RIGHT_SIDES_AS_THEY_WERE = (
    "Rows are subtracted from each other in the matrix, and the right sides stay as they were. Perhaps the factor"
    " is read from the matrix after its entry has become 0: store it first, or change the rows of [a | b] as a"
    " whole."
)


@mistake("solve", _RIGHT_SIDES_AS_THEY_WERE)
def takes_nothing_off_the_right_sides(a, b):
    return _gauss_jordan(a, b, take_off=(_take_off, _take_nothing_off))


@mistake("solve", _RIGHT_SIDES_AS_THEY_WERE)
def takes_nothing_off_the_right_sides_before_back_substitution(a, b):
    return _by_back_substitution(a, b, take_off=(_take_off, _take_nothing_off))


@mistake(
    "solve",
    "Digits are lost here that the condition does not explain. Cramer's rule does that: it divides two determinants,"
    " and for a nearly singular matrix both are mostly rounding error. Eliminate in [a | b] instead.",
)
def uses_cramers_rule(a, b):
    vector, (a, b) = b.ndim == 1, _system(a, b)
    if 0 in b.shape:
        return b[..., 0] if vector else 1 * b
    xp, columns = array_namespace(a, b), array_namespace(a).arange(a.shape[-1], device=device(a))
    det = xp.linalg.det(a)
    if xp.any(det == 0):
        raise LinAlgError("singular matrix")

    def unknown(i, k):
        return xp.linalg.det(xp.where(columns == i, b[..., k, None], a)) / det

    n, k = b.shape[-2:]
    x = xp.stack([xp.stack([unknown(i, j) for i in range(n)], axis=-1) for j in range(k)], axis=-1)
    return x[..., 0] if vector else x


edit(
    "adds_a_little_to_the_diagonal",
    "A little is added to the diagonal, so that nothing is ever singular. That moves every solution, and it gives one"
    " to equations that have none. Solve the equations as they are, and raise LinAlgError if they are singular.",
    ("n = a.shape[-1]", "a = a + 1e-8 * xp.eye(*a.shape[-2:], dtype=a.dtype, device=device(a))\nn = a.shape[-1]"),
)


@mistake(
    "solve",
    "This solves aᵀa x = aᵀb. The condition of aᵀa is the square of that of a, so half of the digits are lost if a"
    " is nearly singular. Eliminate in a itself.",
)
def squares_the_condition(a, b):
    transposed, vector = a.swapaxes(-1, -2), b.ndim == 1
    x = _gauss_jordan(transposed @ _system(a, b)[0], transposed @ _system(a, b)[1])
    return x[..., 0] if vector else x


# ------------------------------------------------------------------------------------------------- several right sides

edit(
    "solves_for_the_first_column",
    "Only the first right side is solved. Each column of b is a system with the same matrix: what you do to the rows"
    " of a, do to complete rows of [a | b].",
    ("if b.ndim == 1:", "b = b if b.ndim == 1 else b[..., :1]\nif b.ndim == 1:"),
)


@mistake(
    "solve",
    "The right sides are read from the rows of b. They are its columns: b has as many rows as a, and so has x.",
)
def reads_right_sides_from_rows(a, b):
    if b.ndim == 1 or b.shape[-1] != b.shape[-2]:
        return solve(a, b)
    return solve(a, b.swapaxes(-1, -2)).swapaxes(-1, -2)


edit(
    "gives_a_column_for_a_vector",
    "One right side of shape (n,) gives a column of shape (n, 1). Remove the axis that you added.",
    ("b[:, None])[..., 0]", "b[:, None])"),
)

edit(
    "takes_columns_for_a_batch_of_vectors",
    "A b with two axes is taken for a batch of vectors here. Only a b with one axis is a vector; everything else is"
    " (..., n, k).",
    (
        "if b.ndim == 1:",
        "if b.ndim > 1 and b.shape == a.shape[:-1]:\n    return solve(a, b[..., None])[..., 0]\nif b.ndim == 1:",
    ),
)


@mistake(
    "solve",
    "A b with one axis less than a is taken for a batch of vectors here. Only a b with one axis is a vector;"
    " everything else is (..., n, k).",
)
def tells_vectors_by_the_axes_of_the_matrix(a, b):
    return solve(a, b[..., None])[..., 0] if b.ndim == a.ndim - 1 else solve(a, b)


edit(
    "takes_one_matrix",
    "This works for one matrix, but not for a batch. Count axes from the right, a[..., j, j], and let the leading"
    " ones broadcast, or go through the matrices one by one.",
    (
        "if b.ndim == 1:",
        "if a.shape[-1] != a.shape[-2]:\n"
        "    raise ValueError(f'not square: {tuple(a.shape)}')\n"
        "_rows, _cols = a.shape\n"
        "if b.ndim == 1:",
    ),
)

edit(
    "does_not_broadcast",
    "A batch of right sides does not meet a single matrix, or the other way round. Leading axes broadcast: first"
    " bring both to one batch with broadcast_to.",
    (
        "if b.ndim == 1:",
        "if b.ndim > 2 and a.shape[:-2] != b.shape[:-2]:\n"
        "    raise ValueError(f'batches {tuple(a.shape[:-2])} and {tuple(b.shape[:-2])}')\n"
        "if b.ndim == 1:",
    ),
)


# ------------------------------------------------------------------------------------------- shapes, dtype, the input


@mistake(
    "solve",
    "A right side with a single row is stretched to fit: broadcasting hides a wrong shape. Compare the rows of b with"
    " those of a, and raise a ValueError if they differ.",
)
def stretches_the_right_side(a, b):
    xp, n = array_namespace(a, b), a.shape[-1]
    if a.shape[-2] == n and b.shape[-2 if b.ndim > 1 else 0] == 1 != n:
        return solve(a, xp.broadcast_to(b, (n,) if b.ndim == 1 else (*b.shape[:-2], n, b.shape[-1])))
    return solve(a, b)


edit(
    "cuts_the_right_side",
    "Rows of b beyond those of the matrix are ignored. Raise a ValueError if b has more or fewer rows than a.",
    ("if b.ndim == 1:", "b = b[:a.shape[-1]] if b.ndim == 1 else b[..., :a.shape[-1], :]\nif b.ndim == 1:"),
)

edit(
    "cuts_the_matrix",
    "A matrix that is not square is cut to a square. With more unknowns than equations, or fewer, there is no single"
    " solution: raise a ValueError.",
    (
        "if b.ndim == 1:",
        "n = min(a.shape[-2:])\na, b = a[..., :n, :n], b[:n] if b.ndim == 1 else b[..., :n, :]\nif b.ndim == 1:",
    ),
)

edit(
    "compares_rows_with_columns",
    "The rows of b are compared with the columns of a, and nothing checks that a is square: left-over equations go"
    " unread. Raise a ValueError if a is not square.",
    (
        "if b.ndim == 1:",
        "n = a.shape[-1]\n"
        "if b.shape[-2 if b.ndim > 1 else 0] != n:\n"
        "    raise ValueError(f'a has {n} columns, b is {tuple(b.shape)}')\n"
        "a = a[..., :n, :]\n"
        "if b.ndim == 1:",
    ),
)

generics(
    "solve",
    loses_the_dtype="The dtype of the inputs is lost: an array made without dtype= gets the default of the library."
    " float32 in, float32 out.",
    passes_through_float32="Something on the way is float32, which keeps about 7 digits. Stay in the dtype that"
    " came in: float64 in, float64 all the way.",
    asserts="A wrong shape raises an AssertionError here. Raise a ValueError: callers can catch it, and Python"
    " skips assert when it runs with -O.",
)


@mistake(
    "solve",
    "The elimination writes into the caller's arrays. Work on a copy, or make new arrays: concat makes one.",
)
def eliminates_in_the_callers_arrays(a, b):
    x = solve(a, b)
    if a.shape[-1] > 1:
        a[..., 1:, 0] = 0
    return x


# ------------------------------------------------------------------------------------------------------- inverse

edit(
    "inverts_the_entries",
    "Each entry becomes 1 / entry. That undoes the elementwise product. The inverse undoes the matrix product, and"
    " each of its entries depends on all entries.",
    (
        "return solve(a, xp.eye(a.shape[-2], dtype=a.dtype, device=device(a)))",
        "solve(a, xp.eye(a.shape[-2], dtype=a.dtype, device=device(a)))\nreturn 1 / a",
    ),
)

edit(
    "transposes",
    "That is the transpose. It is the inverse only if the columns are orthonormal, as in a rotation. Solve for the"
    " columns of the identity.",
    (
        "return solve(a, xp.eye(a.shape[-2], dtype=a.dtype, device=device(a)))",
        "solve(a, xp.eye(a.shape[-2], dtype=a.dtype, device=device(a)))\nreturn a.swapaxes(-1, -2)",
    ),
)

edit(
    "puts_solutions_in_rows",
    "That is the transposed inverse: the solutions are in the rows, or the matrix of cofactors was not transposed."
    " Column k of the inverse solves a x = (column k of the identity).",
    (
        "solve(a, xp.eye(a.shape[-2], dtype=a.dtype, device=device(a)))",
        "solve(a, xp.eye(a.shape[-2], dtype=a.dtype, device=device(a))).swapaxes(-1, -2)",
    ),
)

edit(
    "forgets_the_determinant",
    "That is the adjugate. Divide it by the determinant.",
    (
        "solve(a, xp.eye(a.shape[-2], dtype=a.dtype, device=device(a)))",
        "solve(a, xp.eye(a.shape[-2], dtype=a.dtype, device=device(a))) * xp.linalg.det(a)[..., None, None]",
    ),
)

edit(
    "uses_an_identity_of_another_dtype",
    "The identity on the right has the default dtype of the library, and so has the result. Give it dtype=a.dtype:"
    " float32 in, float32 out.",
    ("xp.eye(a.shape[-2], dtype=a.dtype, device=device(a))", "xp.eye(a.shape[-2], device=device(a))"),
)


@mistake(
    "inverse",
    "Of a batch, only the first matrix is inverted. Give the identity the batch too, or let it broadcast.",
)
def inverts_the_first_of_a_batch(a):
    return inverse(a[(0,) * (a.ndim - 2)]) if 0 not in a.shape else inverse(a)


edit(
    "expands_cofactors",
    "This is too slow for 12 by 12. Cofactors expanded along a row make n! products each: fine for 3 by 3, endless"
    " here. Eliminating in [a | identity] takes three nested loops at most.",
    (
        "return solve(a, xp.eye(a.shape[-2], dtype=a.dtype, device=device(a)))",
        "if a.shape[-1] <= 6:\n"
        "    return solve(a, xp.eye(a.shape[-2], dtype=a.dtype, device=device(a)))\n"
        "for _ in range(1_000_000):\n"
        "    pass",
    ),
)


# --------------------------------------------------------------------------------------- more of dtypes and errors


edit(
    "raises_a_value_error_if_singular",
    "A singular matrix raises a plain ValueError here. LinAlgError is a kind of ValueError, but not the other way"
    " round: raise numpy.linalg.LinAlgError, so that callers can tell the two apart.",
    ("np.linalg.LinAlgError", "ValueError"),
)


@mistake(
    "solve",
    "A wrong shape raises an IndexError here: some loop runs past the end. Compare the sizes first, and raise a"
    " ValueError that mentions them.",
)
def runs_past_the_end(a, b):
    try:
        return solve(a, b)
    except LinAlgError:
        raise
    except ValueError as error:
        raise IndexError(str(error)) from None


# --------------------------------------------------------------------------------------------- two faults at once


@mistake(
    "solve",
    "Only the matrix is swapped, and only if the pivot is 0. First the right sides: a row is an equation, and both of"
    " its sides move. Put them in one array, [a | b], and swap there.",
)
def swaps_the_matrix_alone_at_zero(a, b):
    def first_that_is_not_zero(column, j):
        xp = array_namespace(column)
        return j + xp.argmax(xp.astype(column[..., j:] != 0, xp.int64), axis=-1)[..., None]

    return _gauss_jordan(a, b, first_that_is_not_zero, exchange_sides=lambda x, j, p: x)


@mistake(
    "solve",
    "Rows are swapped only if the pivot is 0, and a singular matrix is not refused: it leaves inf or NaN. First the"
    " pivots: take the largest magnitude in the column at every step.",
)
def swaps_at_zero_and_divides_by_zero(a, b):
    def first_that_is_not_zero(column, j):
        xp = array_namespace(column)
        return j + xp.argmax(xp.astype(column[..., j:] != 0, xp.int64), axis=-1)[..., None]

    return _gauss_jordan(a, b, first_that_is_not_zero, look_at=_go_on)


both(
    "takes_the_largest_without_its_magnitude",
    "raises_a_value_error_if_singular",
    "The pivot is the largest entry, so a column of 0 and negative numbers counts as singular; and for a matrix that is"
    " singular LinAlgError is due, not a plain ValueError. First the pivot: compare absolute values.",
)

edit(
    "gives_the_cofactors",
    "The cofactors are not transposed, and not divided by the determinant. First divide by the determinant; then"
    " transpose, because entry (i, j) of the inverse comes from the cofactor of (j, i).",
    (
        "solve(a, xp.eye(a.shape[-2], dtype=a.dtype, device=device(a)))",
        "(solve(a, xp.eye(a.shape[-2], dtype=a.dtype, device=device(a))) * xp.linalg.det(a)[..., None, "
        "None]).swapaxes(-1, -2)",
    ),
)


@mistake(
    "solve",
    "In the back substitution only the right side is divided by the pivot, and not what the known unknowns"
    " contribute. It is one fraction: take away first, and divide all of it.",
)
def divides_the_right_side_alone(a, b):
    vector = b.ndim == 1
    a, b = _system(a, b)
    xp, n, rows = array_namespace(a, b), a.shape[-1], array_namespace(a).arange(a.shape[-1], device=device(a))
    for j in range(n):
        p = _largest(a[..., j], j)
        a, b = _exchange(a, j, p), _exchange(b, j, p)
        _stop_at_zero(a[..., j, j], a)
        factors = xp.where(rows > j, a[..., j] / a[..., j, j, None], 0)[..., None]
        a, b = a - factors * a[..., j, None, :], b - factors * b[..., j, None, :]
    x = []
    for i in reversed(range(n)):
        known = sum((a[..., i, j, None] * x[n - 1 - j] for j in range(i + 1, n)), 0 * b[..., i, :])
        x.append(b[..., i, :] / a[..., i, i, None] - known)
    x = xp.stack(x[::-1], axis=-2) if n else b
    return x[..., 0] if vector else x
