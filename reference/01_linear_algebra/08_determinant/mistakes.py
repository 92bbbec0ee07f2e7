"""What beginners hand in for the determinant, and what to tell them."""

from array_api_compat import array_namespace, device
from determinant import determinant

from dojo import mistake


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


def _never(p, pivot):
    return pivot


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


@mistake(
    "determinant",
    "Where no row has anything left in a column the matrix is singular, and it divides by 0: the result is NaN. Then"
    " there is nothing to eliminate, and the determinant is 0.",
)
def divides_by_a_pivot_of_zero(a):
    xp, n = array_namespace(a), _square(a)
    det = xp.ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    for _ in range(n):
        p = _largest(a[..., 0])
        a = _swap(a, p)
        pivot = a[..., 0, 0]
        det = det * _with_each_swap(p, pivot)
        a = a[..., 1:, 1:] - (a[..., 1:, 0] / pivot[..., None])[..., :, None] * a[..., :1, 1:]
    return det


@mistake(
    "determinant",
    "It stops with an error where a matrix is singular. A singular matrix has a determinant, and it is 0: only an"
    " inverse it has not.",
)
def raises_where_it_is_singular(a):
    xp = array_namespace(a)
    det = determinant(a)
    if xp.any(det == 0):
        raise ValueError("singular matrix")
    return det


@mistake(
    "determinant",
    "A pivot counts as 0 where it is small beside the largest entry. Rows may differ in magnitude, and the matrix is"
    " not singular for that: diag(1, 1e-18) has determinant 1e-18. Only 0 is 0.",
)
def takes_relatively_small_pivots_for_zero(a):
    xp = array_namespace(a)
    if 0 in a.shape:
        return determinant(a)
    largest = xp.max(xp.abs(a), axis=(-2, -1))

    def signed(p, pivot):
        return xp.where(xp.abs(pivot) <= 1e-8 * largest, 0 * pivot, _with_each_swap(p, pivot))

    return _eliminate(a, signed=signed)


@mistake(
    "determinant",
    "A pivot below a fixed bound counts as 0. Whether a number is small depends on the unit: a matrix of entries"
    " around 1e-6 has such pivots and is not singular. Only 0 is 0.",
)
def takes_small_pivots_for_zero(a):
    def signed(p, pivot):
        xp = array_namespace(pivot)
        return xp.where(xp.abs(pivot) < 1e-5, 0 * pivot, _with_each_swap(p, pivot))

    return _eliminate(a, signed=signed)


@mistake(
    "determinant",
    "The result is rounded to some decimals, so that singular matrices give a clean 0. A small determinant is not a"
    " singular matrix: it vanishes with the rounding errors. Return what was computed.",
)
def rounds_the_result(a):
    xp = array_namespace(a)
    return xp.round(determinant(a) * 1e10) / 1e10


@mistake(
    "determinant",
    "A NaN is turned into 0, and with it every NaN that came in: a broken matrix looks singular. Ask whether the"
    " pivot is 0 before you divide by it, and let a NaN pass.",
)
def turns_nan_into_zero(a):
    xp = array_namespace(a)
    det = determinant(a)
    return xp.where(xp.isnan(det), 0 * xp.ones_like(det), det)


@mistake(
    "determinant",
    "A matrix without entries gets 0. Its determinant is a product of nothing, which is 1, as of any identity: start"
    " from 1.",
)
def gives_zero_for_nothing(a):
    return determinant(a) if a.shape[-1] else 0 * determinant(a)


# ------------------------------------------------------------------------------------------------- pivots


@mistake(
    "determinant",
    "Rows are swapped only where the pivot is exactly 0. A pivot of 1e-20 is as bad: its huge multiples wipe out the"
    " digits of the other rows. Take the largest magnitude in the column at every step.",
)
def swaps_only_where_the_pivot_is_zero(a):
    def first_that_is_not_zero(column):
        xp = array_namespace(column)
        return xp.argmax(xp.astype(column != 0, xp.int64), axis=-1)[..., None]

    return _eliminate(a, first_that_is_not_zero)


@mistake(
    "determinant",
    "Rows are never swapped, so that it divides by whatever lies on the diagonal: by 0, or by a number so small that"
    " the others drown in rounding. At each step bring the row with the largest magnitude of the column up first.",
)
def never_swaps(a):
    xp, n = array_namespace(a), _square(a)
    det = xp.ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    for _ in range(n):
        pivot = a[..., 0, 0]
        det = det * pivot
        a = a[..., 1:, 1:] - (a[..., 1:, 0] / pivot[..., None])[..., :, None] * a[..., :1, 1:]
    return det


@mistake(
    "determinant",
    "The largest entry of the column is taken for the pivot, and a large negative one is passed over. It is the"
    " magnitude that counts: compare absolute values.",
)
def takes_the_largest_without_its_magnitude(a):
    return _eliminate(a, lambda column: array_namespace(column).argmax(column, axis=-1)[..., None])


@mistake(
    "determinant",
    "The smallest magnitude of the column is taken for the pivot, where the largest belongs: then no factor is above"
    " 1, and rounding errors don't grow.",
)
def takes_the_smallest_pivot(a):
    return _eliminate(a, lambda column: array_namespace(column).argmin(abs(column), axis=-1)[..., None])


@mistake(
    "determinant",
    "Two rows were to change places, and one of them is there twice: a[i], a[j] = a[j], a[i] copies views, and the"
    " second reads what the first has just written. Copy one of the rows, or index with a list: a[[i, j]] = a[[j, i]].",
)
def writes_one_row_over_the_other(a):
    def swap(a, p):
        xp = array_namespace(a)
        first = xp.arange(a.shape[-2], device=device(a)) == 0
        return xp.where(first[:, None], xp.take_along_axis(a, p[..., None], axis=-2), a)

    return _eliminate(a, swap=swap)


@mistake(
    "determinant",
    "The row of the pivot is looked for in the whole column, also among the rows that are done. Look from the"
    " diagonal down, and add the offset to what argmax finds.",
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


# -------------------------------------------------------------------------------------------- sign and product


@mistake(
    "determinant",
    "That is the volume, which is the magnitude of the determinant. The sign says whether space is turned inside out,"
    " and belongs to it.",
)
def gives_the_volume(a):
    return array_namespace(a).abs(determinant(a))


@mistake(
    "determinant",
    "The sign of the swaps is lost. Each time that two different rows change places the determinant turns its sign:"
    " count the swaps.",
)
def loses_the_sign_of_swaps(a):
    return _eliminate(a, signed=_never)


@mistake(
    "determinant",
    "The sign is turned at every step, also where the pivot was in its place already and nothing was swapped. Turn it"
    " only where two different rows change places.",
)
def turns_the_sign_at_every_step(a):
    return _eliminate(a, signed=lambda p, pivot: -pivot)


@mistake(
    "determinant",
    "That is the product of the diagonal of the matrix as it came. It is the determinant of a triangular matrix"
    " alone: eliminate first.",
)
def multiplies_the_diagonal(a):
    det = array_namespace(a).ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    for k in range(_square(a)):
        det = det * a[..., k, k]
    return det


@mistake(
    "determinant",
    "The last pivot is left out of the product: the last column needs no elimination, but its entry on the diagonal"
    " counts. An n by n matrix has n pivots.",
)
def leaves_out_the_last_pivot(a):
    return _eliminate(a, steps=lambda n: max(n - 1, 0))


@mistake(
    "determinant",
    "The first column is not eliminated, or its pivot does not count: the loop starts at 1. An n by n matrix has n"
    " pivots.",
)
def starts_at_the_second_column(a):
    _square(a)
    return determinant(a[..., 1:, 1:])


@mistake("determinant", "The pivots are added up. A determinant is their product.")
def adds_the_pivots(a):
    xp, n = array_namespace(a), _square(a)
    total = xp.zeros(a.shape[:-2], dtype=a.dtype, device=device(a))
    for _ in range(n):
        p = _largest(a[..., 0])
        a = _swap(a, p)
        pivot = a[..., 0, 0]
        total = total + _with_each_swap(p, pivot)
        factors = a[..., 1:, 0] / xp.where(pivot == 0, 1, pivot)[..., None]
        a = a[..., 1:, 1:] - factors[..., :, None] * a[..., :1, 1:]
    return total


@mistake(
    "determinant",
    "Each row is divided by its pivot, and what it was divided by is forgotten: the diagonal is all ones in the end."
    " Multiply the pivots before you divide by them.",
)
def forgets_what_it_divided_by(a):
    return _eliminate(a, signed=lambda p, pivot: _with_each_swap(p, array_namespace(a).where(pivot == 0, 0 * pivot, 1)))


@mistake(
    "determinant",
    "Multiples of the pivot's row are added to the rows below where they are to be taken off: nothing below the pivot"
    " becomes 0 that way.",
)
def adds_where_it_should_subtract(a):
    xp, n = array_namespace(a), _square(a)
    det = xp.ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    for _ in range(n):
        p = _largest(a[..., 0])
        a = _swap(a, p)
        pivot = a[..., 0, 0]
        det = det * _with_each_swap(p, pivot)
        factors = a[..., 1:, 0] / xp.where(pivot == 0, 1, pivot)[..., None]
        a = a[..., 1:, 1:] + factors[..., :, None] * a[..., :1, 1:]
    return det


@mistake(
    "determinant",
    "The multiple is the entry itself: it has not been divided by the pivot. Row i loses a[i, k] / a[k, k] times the"
    " pivot's row.",
)
def does_not_divide_by_the_pivot(a):
    xp, n = array_namespace(a), _square(a)
    det = xp.ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    for _ in range(n):
        p = _largest(a[..., 0])
        a = _swap(a, p)
        det = det * _with_each_swap(p, a[..., 0, 0])
        a = a[..., 1:, 1:] - a[..., 1:, :1] * a[..., :1, 1:]
    return det


# ------------------------------------------------------------------------------------------------- cofactors


@mistake(
    "determinant",
    "30 by 30 is too much for it. An expansion along a row, with a call for every minor, makes n! products: right for"
    " 3 by 3, and endless here. Elimination brings a matrix to triangular form in three nested loops at most.",
)
def expands_along_a_row(a):
    if a.shape[-1] <= 8:
        return _by_cofactors(a, (1, -1))
    for _ in range(1_000_000):  # these stand for n! products, which nobody can wait for
        pass
    return None  # it does not come back


@mistake(
    "determinant",
    "The minors have alternating signs, + - + -, when a matrix is expanded along a row; here all are added. (Even"
    " with signs the expansion costs n! products: eliminate instead.)",
)
def gives_every_minor_a_plus(a):
    return _by_cofactors(a, (1, 1)) if a.shape[-1] <= 8 else 0 * determinant(a)


# -------------------------------------------------------------------------------------- shapes, dtype, the input


@mistake(
    "determinant",
    "A matrix that is not square is let through. It has no determinant: compare the last two sizes, and raise a"
    " ValueError where they differ.",
)
def takes_what_is_not_square(a):
    n = min(a.shape[-2:])
    return determinant(a[..., :n, :n])


@mistake(
    "determinant",
    "It takes one matrix and nothing with a batch. Count axes from the right, a[..., k, k], and let the leading ones"
    " come along, or go through the matrices one by one and put the results in the shape of the batch.",
)
def takes_one_matrix(a):
    if a.shape[-2] != a.shape[-1]:
        raise ValueError(f"not square: {tuple(a.shape)}")
    _rows, _cols = a.shape
    return determinant(a)


@mistake(
    "determinant",
    "The batch has lost its shape: one determinant for each matrix, in a row. The leading axes stay as they came.",
)
def flattens_the_batch(a):
    det = determinant(a)
    return array_namespace(a).reshape(det, (-1,)) if det.ndim > 1 else det


@mistake(
    "determinant",
    "One row order serves the whole batch: the pivot of the first matrix is taken for all. Each matrix needs the row"
    " with its own largest magnitude, and a sign of its own.",
)
def swaps_all_matrices_alike(a):
    def of_the_first(column):
        p = _largest(column)
        return p if column.ndim == 1 or 0 in column.shape else p * 0 + p.reshape(-1)[0]

    return _eliminate(a, of_the_first)


@mistake(
    "determinant",
    "The dtype of the input is lost: an array made without dtype= has the default of the library. float32 in, float32"
    " out.",
)
def starts_from_ones_of_another_dtype(a):
    xp = array_namespace(a)
    return xp.astype(determinant(xp.astype(a, xp.float64)), xp.float64)


@mistake(
    "determinant",
    "It eliminates in place, in the caller's own array. Work on a copy, or make new arrays: a = a - factors * row.",
)
def eliminates_in_the_callers_array(a):
    det = determinant(a)
    if a.shape[-1] > 1:
        a[..., 1:, 0] = 0
    return det
