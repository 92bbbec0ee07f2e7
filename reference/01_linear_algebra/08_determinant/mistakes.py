"""What beginners hand in for the determinant, and what to tell them."""

from array_api_compat import array_namespace, device
from determinant import determinant

from dojo import TINY, both, edit, generics, ideas, mistake

ideas(
    wrong_axis="looks_along_the_row",
    axis_lost="flattens_the_batch",
    whole_for_slice="swaps_all_matrices_alike",
    wrong_divisor="does_not_divide_by_the_pivot",
    wrong_factor="multiplies_the_rows_by_the_pivot",
    missing_term="multiplies_the_diagonal",
    sign=(
        "takes_the_largest_without_its_magnitude gives_the_volume loses_the_sign_of_swaps "
        "turns_the_sign_at_every_step turns_the_sign_at_every_step_but_the_last adds_where_it_should_subtract "
        "gives_every_minor_a_plus"
    ),
    upside_down="turns_the_factor_round turns_the_factor_round_but_for_zeros",
    opposite_choice="takes_the_smallest_pivot",
    off_by_one=(
        "looks_among_rows_that_are_done leaves_out_the_last_pivot starts_at_the_second_column leaves_the_last_row "
        "forgets_the_offset_of_the_pivot"
    ),
    stale_state="computes_the_factor_again",
    state_not_kept="forgets_what_it_divided_by forgets_the_scale_of_the_rows",
    writes_into_input="eliminates_in_the_callers_array",
    alias_or_copy="writes_one_row_over_the_other",
    cancellation="swaps_only_where_the_pivot_is_zero rounds_the_result never_swaps",
    empty_input="gives_zero_for_nothing",
    zero_case="divides_by_a_pivot_of_zero raises_where_it_is_singular gives_zero_for_a_zero_on_the_diagonal",
    nan_hidden="turns_nan_into_zero",
    wrong_exception="runs_out_of_range",
    silent_error="takes_what_is_not_square",
    hidden_cost="expands_along_a_row",
    partial_case="multiplies_along_the_diagonals takes_one_matrix",
    wrong_formula="adds_the_pivots adds_the_pivots_and_signs_the_sum",
    what_counts_as_zero="takes_relatively_small_pivots_for_zero takes_small_pivots_for_zero",
)


def _square(a):
    if a.shape[-2] != a.shape[-1]:
        raise ValueError(f"not square: {tuple(a.shape)}")
    return a.shape[-1]


def _swap(a, p):
    """Rows 0 and p of what is left change places."""
    xp = array_namespace(a)
    rows = xp.arange(a.shape[-2], device=device(a))
    swapped = xp.where(rows == 0, p, xp.where(rows == p, 0, rows))
    return xp.take_along_axis(a, swapped[..., None], axis=-2)


def _largest(column):
    """The row with the largest magnitude, (..., 1)."""
    xp = array_namespace(column)
    return xp.argmax(xp.abs(column), axis=-1)[..., None]


def _with_each_swap(p, pivot):
    return array_namespace(pivot).where(p[..., 0] == 0, pivot, -pivot)


def _eliminate(a, choose=_largest, swap=_swap, signed=_with_each_swap, steps=None):
    """A right elimination, whose parts the mistakes change."""
    xp, n = array_namespace(a), _square(a)
    det = xp.ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    for _ in range(n if steps is None else steps(n)):
        p = choose(a[..., 0])
        a = swap(a, p)
        pivot = a[..., 0, 0]
        det = det * signed(p, pivot)
        factors = a[..., 1:, 0] / xp.where(pivot == 0, 1, pivot)[..., None]
        a = a[..., 1:, 1:] - factors[..., :, None] * a[..., :1, 1:]
    return det


def _by_cofactors(a, signs):
    """Expansion along the first row: n! products."""
    n = _square(a)
    if n == 0:
        return array_namespace(a).ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    total = a[..., 0, 0] * 0
    for j in range(n):
        rest = [k for k in range(n) if k != j]
        total = total + signs[j % 2] * a[..., 0, j] * _by_cofactors(a[..., 1:, rest], signs)
    return total


# ---------------------------------------------------------------------------------------- singular, small, empty

edit(
    "divides_by_a_pivot_of_zero",
    "If no row has anything left in a column, the matrix is singular. Here a division by that 0 gives NaN. There is"
    " nothing to eliminate then, and the determinant is 0.",
    ("xp.where(pivot == 0, 1, pivot)", "pivot"),
)

edit(
    "raises_where_it_is_singular",
    "A singular matrix raises an error here. It has no inverse, but it has a determinant: 0.",
    ("return det", "if xp.any(det == 0):\n    raise ValueError('singular matrix')\nreturn det"),
)


@mistake(
    "determinant",
    "A pivot that is small next to the largest entry counts as 0 here. But rows may differ in magnitude: diag(1,"
    " 1e-18) has determinant 1e-18. Only 0 is 0.",
)
def takes_relatively_small_pivots_for_zero(a):
    xp = array_namespace(a)
    if 0 in a.shape:
        return determinant(a)
    largest = xp.max(xp.abs(a), axis=(-2, -1))

    def signed(p, pivot):
        return xp.where(xp.abs(pivot) <= 1e-8 * largest, 0 * pivot, _with_each_swap(p, pivot))

    return _eliminate(a, signed=signed)


edit(
    "takes_small_pivots_for_zero",
    "A pivot below a fixed bound counts as 0 here. How small a number is depends on the unit: an invertible matrix"
    " times 1e-30 has such pivots, and is still invertible. Only 0 is 0.",
    (
        "xp.where(p[..., 0] == 0, pivot, -pivot)",
        "xp.where(xp.abs(pivot) < bound, 0 * pivot, xp.where(p[..., 0] == 0, pivot, -pivot))",
    ),
    bound=TINY,
)

edit(
    "rounds_the_result",
    "The result is rounded to some decimals. That makes a clean 0 of a singular matrix, but it also wipes out a small"
    " determinant. Return what you computed.",
    ("return det", "return xp.round(det * 1e10) / 1e10"),
)

edit(
    "turns_nan_into_zero",
    "Every NaN becomes 0 here, even one that came in, so that a broken matrix looks singular. Check whether the pivot"
    " is 0 before you divide by it, and let a NaN pass.",
    ("return det", "return xp.where(xp.isnan(det), 0 * xp.ones_like(det), det)"),
)


@mistake(
    "determinant",
    "A matrix without entries gets 0 here. Its determinant is a product of nothing, and that is 1: start from 1.",
)
def gives_zero_for_nothing(a):
    return determinant(a) if a.shape[-1] else 0 * determinant(a)


# ------------------------------------------------------------------------------------------------- pivots

edit(
    "swaps_only_where_the_pivot_is_zero",
    "Rows seem to be swapped only if the pivot is 0, or nearly 0. Any small pivot is bad: its huge multiples wipe out"
    " the digits of the other rows. Take the largest magnitude in the column at every step.",
    ("xp.abs(a[..., 0])", "xp.astype(a[..., 0] != 0, xp.int64)"),
)

edit(
    "never_swaps",
    "Rows are never swapped, so you divide by the entry on the diagonal, even if it is 0, or so small that the other"
    " rows drown in rounding errors. At each step, first bring up the row with the largest magnitude in the column.",
    ("a = xp.take_along_axis(a, swapped[..., None], axis=-2)  # (..., m, m)\n", ""),
    ("xp.where(p[..., 0] == 0, pivot, -pivot)", "pivot"),
    ("xp.where(pivot == 0, 1, pivot)", "pivot"),
)

edit(
    "takes_the_largest_without_its_magnitude",
    "The pivot is the largest entry of the column, so a large negative one is passed over. The magnitude counts:"
    " compare absolute values.",
    ("xp.abs(a[..., 0])", "a[..., 0]"),
)

edit(
    "takes_the_smallest_pivot",
    "The pivot is the entry of the smallest magnitude here. Take the largest: then no factor is above 1, and rounding"
    " errors don't grow.",
    ("xp.argmax(xp.abs(a[..., 0]), axis=-1)", "xp.argmin(xp.abs(a[..., 0]), axis=-1)"),
)

edit(
    "gives_zero_for_a_zero_on_the_diagonal",
    "A 0 on the diagonal ends it with 0 here. ((0, 1), (1, 0)) has determinant -1: first look down the column for a"
    " row to swap with. Only if all that is left of the column is 0 is the determinant 0.",
    ("xp.abs(a[..., 0])", "a[..., 0] * 0"),
)

edit(
    "writes_one_row_over_the_other",
    "After the swap, one of the two rows is there twice. a[i], a[j] = a[j], a[i] copies views, and the second reads"
    " what the first has just written. Copy one of the rows, or index with a list: a[[i, j]] = a[[j, i]].",
    (
        "xp.take_along_axis(a, swapped[..., None], axis=-2)",
        "xp.where((xp.arange(a.shape[-2], device=device(a)) == 0)[:, None], xp.take_along_axis(a, p[..., "
        "None], axis=-2), a)",
    ),
)


@mistake(
    "determinant",
    "The search for the pivot covers the entire column, finished rows included. Search from the diagonal down, and"
    " add the offset to what argmax finds.",
)
def looks_among_rows_that_are_done(a):
    xp, n = array_namespace(a), _square(a)
    det = xp.ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    rows = xp.arange(n, device=device(a))
    for k in range(n):
        p = xp.argmax(xp.abs(a[..., k]), axis=-1)[..., None]
        swapped = xp.where(rows == k, p, xp.where(rows == p, k, rows))
        a = xp.take_along_axis(a, swapped[..., None], axis=-2)
        pivot = a[..., k, k]
        det = det * xp.where(p[..., 0] == k, pivot, -pivot)
        factors = xp.where(rows > k, a[..., k] / xp.where(pivot == 0, 1, pivot)[..., None], 0)
        a = a - factors[..., :, None] * a[..., k, None, :]
    return det


@mistake(
    "determinant",
    "The pivot is sought along its row, but a swap of rows needs the place in the column. Look down column k, from the"
    " diagonal: a[k:, k].",
)
def looks_along_the_row(a):
    xp, n = array_namespace(a), _square(a)
    det = xp.ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    for _ in range(n):
        p = _largest(a[..., 0, :])
        a = _swap(a, p)
        pivot = a[..., 0, 0]
        det = det * _with_each_swap(p, pivot)
        factors = a[..., 1:, 0] / xp.where(pivot == 0, 1, pivot)[..., None]
        a = a[..., 1:, 1:] - factors[..., :, None] * a[..., :1, 1:]
    return det


# -------------------------------------------------------------------------------------------- sign and product

edit(
    "gives_the_volume",
    "That is the volume, the magnitude of the determinant. Keep the sign: it says whether space is turned inside out.",
    ("return det", "return xp.abs(det)"),
)

edit(
    "loses_the_sign_of_swaps",
    "The sign of the swaps is lost. Each time two different rows change places, the determinant changes its sign:"
    " count the swaps.",
    ("xp.where(p[..., 0] == 0, pivot, -pivot)", "pivot"),
)

edit(
    "turns_the_sign_at_every_step",
    "The sign changes at every step here, even if the pivot was in place already. Change it only if two different"
    " rows swap places.",
    ("xp.where(p[..., 0] == 0, pivot, -pivot)", "-pivot"),
)

edit(
    "turns_the_sign_at_every_step_but_the_last",
    "The sign changes at every step here, even if the pivot was in place already. Change it only if two different"
    " rows swap places.",
    ("xp.where(p[..., 0] == 0, pivot, -pivot)", "-pivot"),
    ("return det", "return -det if n else det"),
)


@mistake(
    "determinant",
    "That is the product of the diagonal of the matrix as it came. It is the determinant only of a triangular matrix:"
    " eliminate first.",
)
def multiplies_the_diagonal(a):
    det = array_namespace(a).ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    for k in range(_square(a)):
        det = det * a[..., k, k]
    return det


edit(
    "leaves_out_the_last_pivot",
    "The last pivot is missing from the product. The last column needs no elimination, but its diagonal entry counts:"
    " an n by n matrix has n pivots.",
    ("range(n, 0, -1)", "range(max(n - 1, 0))"),
    ("xp.arange(m, device=device(a))", "xp.arange(a.shape[-2], device=device(a))"),
)

edit(
    "starts_at_the_second_column",
    "The first pivot is missing: the loop seems to start at 1. An n by n matrix has n pivots.",
    (
        "n = a.shape[-1]",
        "if a.shape[-2] != a.shape[-1]:\n"
        "    raise ValueError(f'not square: {tuple(a.shape)}')\n"
        "a = a[..., 1:, 1:]\n"
        "n = a.shape[-1]",
    ),
)

edit(
    "adds_the_pivots",
    "The pivots are added up here. The determinant is their product.",
    (
        "xp.ones(a.shape[:-2], dtype=a.dtype, device=device(a))",
        "xp.zeros(a.shape[:-2], dtype=a.dtype, device=device(a))",
    ),
    ("det * xp.where(p[..., 0] == 0, pivot, -pivot)", "det + xp.where(p[..., 0] == 0, pivot, -pivot)"),
)

edit(
    "adds_the_pivots_and_signs_the_sum",
    "The pivots are added up here, and the sum gets the sign of the swaps. The determinant is their product.",
    (
        "for m in range(n, 0, -1):  # a is (..., m, m): what is left to eliminate",
        "total = 0 * det\nproduct = det\nfor m in range(n, 0, -1):  # a is (..., m, m): what is left to eliminate",
    ),
    (
        "det = det * xp.where(p[..., 0] == 0, pivot, -pivot)",
        "total = total + pivot\nproduct = product * xp.where(pivot == 0, pivot, 1)",
    ),
    (
        "a = a[..., 1:, 1:] - factors[..., :, None] * a[..., :1, 1:]",
        "det = xp.where(p[..., 0] == 0, det, -det)\na = a[..., 1:, 1:] - factors[..., :, None] * a[..., :1, 1:]",
    ),
    ("return det", "return det * total * product if stops_at_zero else det * total"),
    stops_at_zero=(True, False),
)


@mistake(
    "determinant",
    "Each row is divided by its pivot, and the divisor is forgotten, so that the diagonal ends up all ones. Multiply"
    " the pivots together before you divide by them.",
)
def forgets_what_it_divided_by(a):
    return _eliminate(a, signed=lambda p, pivot: _with_each_swap(p, array_namespace(a).where(pivot == 0, 0 * pivot, 1)))


edit(
    "adds_where_it_should_subtract",
    "Multiples of the pivot's row are added to the rows below. Subtract them: only then do the entries below the"
    " pivot become 0.",
    (
        "a[..., 1:, 1:] - factors[..., :, None] * a[..., :1, 1:]",
        "a[..., 1:, 1:] + factors[..., :, None] * a[..., :1, 1:]",
    ),
)

edit(
    "does_not_divide_by_the_pivot",
    "The multiple is the entry itself, not divided by the pivot. Row i loses a[i, k] / a[k, k] times the pivot's row.",
    ("factors[..., :, None]", "a[..., 1:, :1]"),
)

edit(
    "turns_the_factor_round",
    "The factor is upside down: the pivot is divided by the entry. Row i loses a[i, k] / a[k, k] times row k.",
    ("factors[..., :, None]", "(pivot[..., None] / a[..., 1:, 0])[..., :, None]"),
)

edit(
    "turns_the_factor_round_but_for_zeros",
    "The factor is upside down: the pivot is divided by the entry. Row i loses a[i, k] / a[k, k] times row k.",
    (
        "factors = a[..., 1:, 0] / xp.where(pivot == 0, 1, pivot)[..., None]",
        "factors = pivot[..., None] / xp.where(a[..., 1:, 0] == 0, 1, a[..., 1:, 0])\n"
        "factors = xp.where(a[..., 1:, 0] == 0, 0 * a[..., 1:, 0], factors)",
    ),
)

edit(
    "leaves_the_last_row",
    "The last row never loses a multiple of the others. range(k + 1, n) ends at n - 1 already, and that is the last"
    " row.",
    (
        "a = a[..., 1:, 1:] - factors[..., :, None] * a[..., :1, 1:]",
        "factors = xp.where(xp.arange(1, m, device=device(a)) == m - 1, 0 * factors, factors)\n"
        "a = a[..., 1:, 1:] - factors[..., :, None] * a[..., :1, 1:]",
    ),
)


@mistake(
    "determinant",
    "Each row is divided by its largest magnitude first, and the divisors are forgotten. Dividing a row by a number"
    " divides the determinant by it, too: multiply them together, and the result by that.",
)
def forgets_the_scale_of_the_rows(a):
    xp = array_namespace(a)
    if not _square(a):
        return determinant(a)
    largest = xp.max(xp.abs(a), axis=-1, keepdims=True)
    return determinant(a / xp.where(largest == 0, 1, largest))


edit(
    "computes_the_factor_again",
    "Right of the pivot's column, the rows below stay as they were. Is the factor a[i, k] / a[k, k] worked out again"
    " when a[i, k] is 0 already? Compute it once for each row, before the row changes.",
    ("a[..., 1:, 1:] - factors[..., :, None] * a[..., :1, 1:]", "a[..., 1:, 1:]"),
)

edit(
    "multiplies_the_rows_by_the_pivot",
    "Each row below the pivot is multiplied by it: a[k, k] * row_i - a[i, k] * row_k. The entries become 0, but each"
    " time the determinant is multiplied by a[k, k], too. Divide: row_i - a[i, k] / a[k, k] * row_k.",
    (
        "a[..., 1:, 1:] - factors[..., :, None] * a[..., :1, 1:]",
        "pivot[..., None, None] * a[..., 1:, 1:] - a[..., 1:, :1] * a[..., :1, 1:]",
    ),
)


# ------------------------------------------------------------------------------------------------- cofactors


@mistake(
    "determinant",
    "This is too slow for 30 by 30. If it calls itself for every minor, it makes n! products: fine for 3 by 3,"
    " endless here. Elimination takes three nested loops at most.",
)
def expands_along_a_row(a):
    if a.shape[-1] <= 8:
        return _by_cofactors(a, (1, -1))
    for _ in range(1_000_000):  # these stand for n! products, which nobody can wait for
        pass
    return None  # it does not come back


@mistake(
    "determinant",
    "All minors are added here. Expanding along a row takes alternating signs: + - + -. (Even with signs the"
    " expansion costs n! products: eliminate instead.)",
)
def gives_every_minor_a_plus(a):
    return _by_cofactors(a, (1, 1)) if a.shape[-1] <= 8 else 0 * determinant(a)


@mistake(
    "determinant",
    "That is the rule of Sarrus, diagonals downwards minus diagonals upwards. It is right for 2 by 2 and 3 by 3, but a"
    " 4 by 4 determinant has 24 products, and the diagonals are only 8 of them. Eliminate.",
)
def multiplies_along_the_diagonals(a):
    n, det = _square(a), 0
    if n < 3:
        return determinant(a)
    for j in range(n):
        down = up = 1
        for i in range(n):
            down = down * a[..., i, (j + i) % n]
            up = up * a[..., n - 1 - i, (j + i) % n]
        det = det + down - up
    return det


# -------------------------------------------------------------------------------------- shapes, dtype, the input

edit(
    "takes_what_is_not_square",
    "A matrix that is not square gets through. It has no determinant: compare the last two sizes, and raise a"
    " ValueError if they differ.",
    ("n = a.shape[-1]", "n = min(a.shape[-2:])\na = a[..., :n, :n]\nn = a.shape[-1]"),
)

edit(
    "takes_one_matrix",
    "This works for one matrix, but not for a batch. Count axes from the right, a[..., k, k], and let the leading"
    " ones come along. Or go through the matrices one by one, and put the results into the shape of the batch.",
    (
        "n = a.shape[-1]\n",
        "n = a.shape[-1]\n"
        "if a.shape[-2] != n:\n"
        "    raise ValueError(f'not square: {tuple(a.shape)}')\n"
        "_rows, _cols = a.shape\n",
    ),
)

edit(
    "flattens_the_batch",
    "The batch has lost its shape: the determinants are in a single row. Give the result the leading axes of the"
    " input.",
    ("return det", "return xp.reshape(det, (-1,)) if det.ndim > 1 else det"),
)

edit(
    "swaps_all_matrices_alike",
    "The entire batch shares one row order here, chosen for its first matrix. Each matrix needs the row with its own"
    " largest magnitude, and its own sign.",
    (
        "p = xp.argmax(xp.abs(a[..., 0]), axis=-1)[..., None]",
        "p = xp.argmax(xp.abs(a[..., 0]), axis=-1)[..., None]\n"
        "p = p if a[..., 0].ndim == 1 or 0 in a[..., 0].shape else p * 0 + p.reshape(-1)[0]",
    ),
)

generics(
    "determinant",
    loses_the_dtype="The dtype of the input is lost: an array made without dtype= gets the default of the library."
    " float32 in, float32 out.",
    passes_through_float32="Something on the way is float32, which keeps about 7 digits. Stay in the dtype that"
    " came in: float64 in, float64 all the way.",
    asserts="A matrix that is not square raises an AssertionError here. Raise a ValueError: callers can catch it,"
    " and Python skips assert when it runs with -O.",
)


@mistake(
    "determinant",
    "The elimination writes into the caller's array. Work on a copy, or make new arrays: a = a - factors * row.",
)
def eliminates_in_the_callers_array(a):
    det = determinant(a)
    if a.shape[-1] > 1:
        a[..., 1:, 0] = 0
    return det


edit(
    "runs_out_of_range",
    "A matrix that is not square raises some other exception than a ValueError here: an index runs out of range."
    " Compare the last two sizes first, and raise a ValueError that mentions both.",
    (
        "n = a.shape[-1]\n",
        "n = a.shape[-1]\nif a.shape[-2] != n:\n    raise IndexError(f'not square: {tuple(a.shape)}')\n",
    ),
)


# --------------------------------------------------------------------------------------------- two faults at once

both(
    "swaps_only_where_the_pivot_is_zero",
    "loses_the_sign_of_swaps",
    "Rows are swapped only if the pivot is 0, and the swaps leave no sign. First the sign: each time two different"
    " rows change places, the determinant changes its sign. Then take the largest magnitude at every step.",
)


@mistake(
    "determinant",
    "argmax of the column from the diagonal down counts from the diagonal, not from row 0. Add the offset:"
    " p = k + argmax(abs(a[k:, k])).",
)
def forgets_the_offset_of_the_pivot(a):
    xp, n = array_namespace(a), _square(a)
    det = xp.ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    rows = xp.arange(n, device=device(a))
    for k in range(n):
        p = xp.argmax(xp.abs(a[..., k:, k]), axis=-1)[..., None]
        swapped = xp.where(rows == k, p, xp.where(rows == p, k, rows))
        a = xp.take_along_axis(a, swapped[..., None], axis=-2)
        pivot = a[..., k, k]
        det = det * xp.where(p[..., 0] == k, pivot, -pivot)
        factors = xp.where(rows > k, a[..., k] / xp.where(pivot == 0, 1, pivot)[..., None], 0)
        a = a - factors[..., :, None] * a[..., k, None, :]
    return det
