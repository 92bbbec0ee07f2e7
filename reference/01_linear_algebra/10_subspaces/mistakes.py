"""What beginners hand in for rank, kernel and span, and what to tell them."""

from array_api_compat import array_namespace, device
from subspaces import _reduce, in_span, null_space, rank

from dojo import mistake


def _entries(a, where):
    """A sum over entries, as a Python number."""
    xp = array_namespace(a)
    return int(xp.sum(xp.astype(where, xp.int64)))


def _length(x):
    xp = array_namespace(x)
    return xp.sqrt(xp.sum(x * x, axis=0))


def _directions(vectors):
    xp, lengths = array_namespace(vectors), _length(vectors)
    return vectors / xp.where(lengths == 0, 1, lengths)


def _kernel(a, tol=None):
    """A basis of the kernel that is not orthonormal yet, as a list."""
    xp, n = array_namespace(a), a.shape[1]
    rows, pivots = _reduce(a, tol)
    one = xp.eye(n, dtype=a.dtype, device=device(a))
    free = [j for j in range(n) if j not in pivots]
    return [one[j] - sum(rows[i, j] * one[p] for i, p in enumerate(pivots)) for j in free]


def _columns(a, found):
    xp = array_namespace(a)
    return xp.stack(found, axis=1) if found else xp.zeros((a.shape[1], 0), dtype=a.dtype, device=device(a))


def _same_length(vectors, v):
    if vectors.shape[0] != v.shape[0]:
        raise ValueError(f"{tuple(vectors.shape)} and {tuple(v.shape)}")


# ----------------------------------------------------------------------------------------------------------- span


@mistake(
    "in_span",
    "Without any vectors, nothing is in the span here. The span of no vectors still holds one vector: 0, the sum of"
    " nothing.",
)
def finds_nothing_in_the_span_of_nothing(vectors, v):
    _same_length(vectors, v)
    return in_span(vectors, v) if vectors.shape[1] else False


@mistake(
    "in_span",
    "No vectors at all raise an error here. They still have a span, and it holds one vector: 0, the sum of nothing.",
)
def stops_without_vectors(vectors, v):
    if vectors.shape[1] == 0:
        raise ValueError("no vectors")
    return in_span(vectors, v)


@mistake(
    "in_span",
    "The bound for rounding errors is that of float64 in every dtype. float32 rounds at 1.2e-7: ask"
    " finfo(v.dtype).eps.",
)
def allows_the_eps_of_float64(vectors, v):
    _same_length(vectors, v)
    both = _directions(array_namespace(vectors, v).concat([vectors, v[:, None]], axis=1))
    return rank(both, 1e-14) == rank(both[:, :-1])


@mistake(
    "in_span",
    "What is left of v outside the span must be exactly 0 here. It hardly ever is: allow for rounding errors in v.",
)
def asks_for_an_exact_fit(vectors, v):
    _same_length(vectors, v)
    return rank(array_namespace(vectors, v).concat([vectors, v[:, None]], axis=1), 0) == rank(vectors, 0)


@mistake(
    "in_span",
    "This asks whether v is one of the vectors. A span also holds their multiples, and the sums of these.",
)
def looks_for_the_vector_itself(vectors, v):
    _same_length(vectors, v)
    xp = array_namespace(vectors, v)
    return bool(xp.any(xp.all(vectors == v[:, None], axis=0)))


@mistake(
    "in_span",
    "This asks whether v is a multiple of one of the vectors. A span also holds sums of such multiples.",
)
def looks_for_a_multiple(vectors, v):
    _same_length(vectors, v)
    both = _directions(array_namespace(vectors, v).stack([v, *vectors.T], axis=1))
    return rank(both[:, :1]) == 0 or any(rank(both[:, [0, k]]) == 1 for k in range(1, both.shape[1]))


@mistake(
    "in_span",
    "The vectors are taken from the rows of the matrix. They are its columns: vectors[:, 0] is the first.",
)
def takes_the_rows(vectors, v):
    _same_length(vectors, v)
    if vectors.shape[1] != v.shape[0]:
        raise ValueError(f"{tuple(vectors.T.shape)} and {tuple(v.shape)}")
    return in_span(vectors.T, v)


@mistake(
    "in_span",
    "This asks whether the vectors span all of space. A smaller span holds vectors too: compare the rank with v to"
    " the rank without it.",
)
def asks_whether_they_span_everything(vectors, v):
    _same_length(vectors, v)
    return rank(vectors) == vectors.shape[0]


@mistake(
    "in_span",
    "This asks whether the vectors and v together are dependent. They may be so without v: compare the rank with v to"
    " the rank without it.",
)
def asks_whether_all_are_dependent(vectors, v):
    _same_length(vectors, v)
    both = _directions(array_namespace(vectors, v).concat([vectors, v[:, None]], axis=1))
    return rank(both) < both.shape[1]


@mistake(
    "in_span",
    "Lengths count here, so that a short vector passes for a rounding error of the long ones. Only directions matter:"
    " first divide every vector by its length, but not 0 by 0.",
)
def compares_lengths(vectors, v):
    _same_length(vectors, v)
    return rank(array_namespace(vectors, v).concat([vectors, v[:, None]], axis=1)) == rank(vectors)


@mistake(
    "in_span",
    "The margin is far wider than rounding errors, like that of allclose. A millionth outside is outside: allow a few"
    " eps of the length of v.",
)
def allows_a_wide_margin(vectors, v):
    _same_length(vectors, v)
    both = _directions(array_namespace(vectors, v).concat([vectors, v[:, None]], axis=1))
    return rank(both, 1e-5) == rank(both[:, :-1], 1e-5)


@mistake(
    "in_span",
    "The zero vector is refused here; perhaps it was divided by its length, which is 0. It is in every span: take 0"
    " times each vector.",
)
def refuses_the_zero_vector(vectors, v):
    return in_span(vectors, v) and bool(array_namespace(v).any(v != 0))


@mistake(
    "in_span",
    "A vector with more or fewer entries than the others gets through. It must be a slip of the caller: raise a"
    " ValueError.",
)
def takes_vectors_of_another_size(vectors, v):
    n = min(vectors.shape[0], v.shape[0])
    return in_span(vectors[:n, :], v[:n])


@mistake("in_span", "The vectors are scaled in place, in the caller's array. Divide into a new one: vectors / lengths.")
def scales_the_callers_vectors(vectors, v):
    inside = in_span(vectors, v)
    if 0 not in vectors.shape:
        vectors[...] = vectors / 2
    return inside


# --------------------------------------------------------------------------------------------------------- kernel


@mistake(
    "null_space",
    "The vectors span the kernel, but they don't have length 1, and they are not at right angles. Take off each"
    " vector's share along the earlier ones, q (q . x), then divide it by its length.",
)
def leaves_the_basis_as_it_is(a):
    return _columns(a, _kernel(a))


@mistake(
    "null_space",
    "The vectors have length 1, but they are not at right angles. Before you divide a vector by its length, take off"
    " its share along the earlier ones, q (q . x).",
)
def makes_lengths_one_and_no_right_angles(a):
    return _columns(a, [x / _length(x) for x in _kernel(a)])


@mistake("null_space", "The vectors are at right angles, but their length is not 1: divide each by its norm.")
def makes_right_angles_and_no_lengths_of_one(a):
    lengths = [2.0**k for k in range(1, 1 + a.shape[1])]
    return _columns(a, [x * c for x, c in zip(null_space(a).T, lengths, strict=False)])


@mistake("null_space", "The basis is in the rows. Put its vectors into the columns, so that a times N is 0.")
def puts_the_basis_in_rows(a):
    return null_space(a).T


@mistake(
    "null_space",
    "That is the kernel of the transpose: the x with x a = 0. A vector of the kernel has as many entries as a has"
    " columns.",
)
def gives_the_kernel_of_the_transpose(a):
    return null_space(a.T)


@mistake(
    "null_space",
    "A sign is wrong: if a free unknown is 1, the unknown of a pivot is minus the entry of the reduced form, so that"
    " both add up to 0.",
)
def forgets_the_minus(a):
    xp, n = array_namespace(a), a.shape[1]
    rows, pivots = _reduce(a)
    one = xp.eye(n, dtype=a.dtype, device=device(a))
    free = [j for j in range(n) if j not in pivots]
    found = []
    for j in free:
        x = one[j] + sum(rows[i, j] * one[p] for i, p in enumerate(pivots))
        for q in found + found:
            x = x - xp.sum(q * x) * q
        found.append(x / _length(x))
    return _columns(a, found)


@mistake(
    "null_space",
    "The pivots are taken to be in the first columns. If a column has no pivot, the next pivot is further right:"
    " remember the column of each pivot.",
)
def takes_the_first_columns_for_the_pivots(a):
    xp, n = array_namespace(a), a.shape[1]
    rows, pivots = _reduce(a)
    one, r = xp.eye(n, dtype=a.dtype, device=device(a)), len(pivots)
    found = []
    for j in range(r, n):
        x = one[j] - sum(rows[i, j] * one[i] for i in range(r))
        for q in found + found:
            x = x - xp.sum(q * x) * q
        found.append(x / _length(x))
    return _columns(a, found)


@mistake(
    "null_space",
    "Those are directions that the matrix keeps, its row space. The kernel is at right angles to all of its rows.",
)
def gives_the_row_space(a):
    kernel = null_space(a)
    return (
        null_space(kernel.T) if kernel.shape[1] else array_namespace(a).eye(a.shape[1], dtype=a.dtype, device=device(a))
    )


@mistake(
    "null_space",
    "Only one vector of the kernel is given. Every column without a pivot is a free unknown, and adds a vector to the"
    " basis.",
)
def gives_one_vector(a):
    return null_space(a)[:, :1]


@mistake(
    "null_space",
    "If only 0 goes to 0, the basis has no vectors, and its shape is (n, 0). The zero vector is never part of a basis.",
)
def gives_zero_for_a_basis_of_nothing(a):
    xp, found = array_namespace(a), null_space(a)
    return found if found.shape[1] else xp.zeros((a.shape[1], 1), dtype=a.dtype, device=device(a))


@mistake(
    "null_space",
    "The result has the default dtype of the library, not that of the matrix. Give eye and zeros dtype=a.dtype.",
)
def loses_the_dtype(a):
    xp = array_namespace(a)
    return xp.astype(null_space(a), xp.float64)


@mistake(
    "null_space",
    "A pivot counts as 0 below a fixed bound, so that in tiny units the kernel is everything. Decide as in rank: eps"
    " times the size of the matrix.",
)
def has_a_fixed_bound(a):
    found = []
    for x in _kernel(a, 1e-12):
        for q in found + found:
            x = x - array_namespace(a).sum(q * x) * q
        found.append(x / _length(x))
    return _columns(a, found)


@mistake(
    "null_space",
    "A rounding error counts as a pivot, so that vectors of the kernel are missing. Use the same bound as in rank,"
    " not an exact 0.",
)
def takes_roundings_for_pivots(a):
    found = null_space(a)
    return found[:, : a.shape[1] - rank(a, 0)] if 0 not in a.shape else found


# --------------------------------------------------------------------------------------------------------- rank


@mistake(
    "rank",
    "The pivot is the first entry in the column that does not count as 0, even if it is tiny. Its huge multiples turn"
    " rounding errors into what looks like rows of their own: take the largest magnitude.",
)
def takes_the_first_pivot_it_finds(a, tol=None):
    xp = array_namespace(a)
    tol = 2 * max(a.shape) * xp.finfo(a.dtype).eps * xp.sqrt(xp.sum(a * a)) if tol is None else tol
    count, rows = 0, xp.arange(a.shape[0], device=device(a))
    for j in range(a.shape[1]):
        found = [i for i in range(count, a.shape[0]) if xp.abs(a[i, j]) > tol]
        if found:
            order = list(range(a.shape[0]))
            order[count], order[found[0]] = found[0], count
            a = a[order, :]
            a = a - xp.where(rows > count, a[:, j] / a[count, j], 0)[:, None] * a[count, :]
            count += 1
    return count


@mistake(
    "rank",
    "The bound for rounding errors is that of float64 in every dtype. float32 rounds at 1.2e-7: ask"
    " finfo(a.dtype).eps.",
)
def takes_the_eps_of_float64(a, tol=None):
    xp = array_namespace(a)
    return rank(a, max(a.shape) * 2.3e-16 * xp.sqrt(xp.sum(a * a)) if tol is None else tol)


@mistake(
    "rank",
    "A pivot counts unless it is exactly 0. But a dependent row leaves a rounding error, and that is hardly ever 0:"
    " compare magnitudes with a bound just above rounding error.",
)
def asks_for_an_exact_zero(a, tol=None):
    return rank(a, 0 if tol is None else tol)


@mistake(
    "rank",
    "This counts the rows that are not 0 before elimination. A dependent row looks like any other: bring the matrix"
    " to echelon form, and count there.",
)
def counts_rows_that_are_not_zero(a, tol=None):
    xp = array_namespace(a)
    return _entries(a, xp.any(a != 0, axis=1))


@mistake(
    "rank",
    "That is the largest rank possible, the smaller of the two sizes. Some rows may depend on others: eliminate, and"
    " count the pivots.",
)
def takes_the_smaller_size(a, tol=None):
    return min(a.shape)


@mistake(
    "rank",
    "A column without a pivot uses up a row here: the search goes down the diagonal. If a column has no pivot, stay"
    " in the same row, and go to the next column.",
)
def goes_down_the_diagonal(a, tol=None):
    xp = array_namespace(a)
    tol = max(a.shape) * xp.finfo(a.dtype).eps * xp.sqrt(xp.sum(a * a)) if tol is None else tol
    count = 0
    for k in range(min(a.shape)):
        p = k + int(xp.argmax(xp.abs(a[k:, k])))
        if xp.abs(a[p, k]) > tol:
            order = list(range(a.shape[0]))
            order[k], order[p] = p, k
            a = a[order, :]
            below = xp.arange(a.shape[0], device=device(a)) > k
            a = a - xp.where(below, a[:, k] / a[k, k], 0)[:, None] * a[k, :]
            count += 1
    return count


@mistake(
    "rank",
    "Only pivots on the diagonal are counted. After a column without a pivot, the pivots lie further right: go on"
    " with the next column, in the same row, and count there too.",
)
def stops_at_a_column_without_a_pivot(a, tol=None):
    pivots = _reduce(a, tol)[1]
    return sum(pivot == k for k, pivot in enumerate(pivots))


@mistake(
    "null_space",
    "The other unknowns are read off rows that are not reduced yet: only what is below a pivot was made 0. Make what is"
    " above it 0, too, or solve from the last row up.",
)
def eliminates_below_alone(a):
    xp, n = array_namespace(a), a.shape[1]
    _, pivots = _reduce(a)
    rows = _echelon(a, pivots)
    one = xp.eye(n, dtype=a.dtype, device=device(a))
    basis = []
    for j in (j for j in range(n) if j not in pivots):
        x = one[j] - sum(rows[i, j] * one[p] for i, p in enumerate(pivots))
        for q in basis + basis:
            x = x - q * xp.sum(q * x)
        basis.append(x / _length(x))
    return _columns(a, basis)


def _echelon(a, pivots):
    """The rows after an elimination that stops at the diagonal, each divided by its pivot."""
    xp, m = array_namespace(a), a.shape[0]
    rows = [a[i] for i in range(m)]
    for r, j in enumerate(pivots):
        p = max(range(r, m), key=lambda i: float(xp.abs(rows[i][j])))
        rows[r], rows[p] = rows[p], rows[r]
        rows[r] = rows[r] / rows[r][j]
        rows = [row - row[j] * rows[r] if i > r else row for i, row in enumerate(rows)]
    return xp.stack(rows, axis=0)


@mistake(
    "rank",
    "Rows are not swapped, so that a 0 in the place of the pivot passes for a column without one. Look down the whole"
    " column, and bring up the row with the largest magnitude.",
)
def looks_at_the_first_row_alone(a, tol=None):
    xp = array_namespace(a)
    tol = max(a.shape) * xp.finfo(a.dtype).eps * xp.sqrt(xp.sum(a * a)) if tol is None else tol
    count, rows = 0, xp.arange(a.shape[0], device=device(a))
    for j in range(a.shape[1]):
        if count < a.shape[0] and xp.abs(a[count, j]) > tol:
            a = a - xp.where(rows > count, a[:, j] / a[count, j], 0)[:, None] * a[count, :]
            count += 1
    return count


@mistake("rank", "tol=0 is treated as if no tol were given, because 0 is false in Python. Ask whether tol is None.")
def takes_a_tol_of_zero_for_none(a, tol=None):
    return rank(a, tol or None)


@mistake("rank", "A pivot of exactly tol counts here. Up to tol, a pivot is 0: ask for > tol, not >= tol.")
def counts_a_pivot_as_large_as_tol(a, tol=None):
    below = 0.999 * tol if tol else tol
    return rank(a, below)


@mistake("rank", "The parameter tol is ignored. Pivots of that magnitude or less count as 0.")
def ignores_tol(a, tol=None):
    return rank(a)


@mistake(
    "rank",
    "tol is multiplied by the size of the matrix. A tol that is given says itself which magnitudes count as 0; only"
    " the default follows the size.",
)
def takes_tol_relative_to_the_largest(a, tol=None):
    xp = array_namespace(a)
    return rank(a, None if tol is None else tol * xp.max(xp.abs(a)))


@mistake(
    "rank",
    "The default bound is a fixed number. But rounding errors grow with the matrix, and in tiny units everything is"
    " below a fixed bound. Multiply eps by the size of the matrix.",
)
def has_a_fixed_tol(a, tol=None):
    return rank(a, 1e-10 if tol is None else tol)


@mistake(
    "rank",
    "The size of the matrix is its largest entry here, and that may be negative: then even a rounding error is above"
    " the bound. Take absolute values first.",
)
def measures_size_without_magnitudes(a, tol=None):
    xp = array_namespace(a)
    if tol is None and 0 not in a.shape:
        tol = max(a.shape) * xp.finfo(a.dtype).eps * xp.max(a)
    return rank(a, tol)


@mistake(
    "rank",
    "The default bound is far above rounding error, so that small pivots count as 0. In float64, rows that differ by"
    " a millionth are independent: a few eps times the size is enough.",
)
def has_a_wide_default(a, tol=None):
    xp = array_namespace(a)
    return rank(a, 1e-5 * xp.sqrt(xp.sum(a * a)) if tol is None else tol)


@mistake("rank", "The rank comes as a float. It is a number of rows: count in whole numbers.")
def counts_in_floats(a, tol=None):
    return float(rank(a, tol))


# --------------------------------------------------------------------------------------- more of dtypes and errors


@mistake(
    "null_space",
    "Something on the way is float32, which keeps about 7 digits. Stay in the dtype that came in: float64 in, float64"
    " all the way.",
)
def passes_through_float32(a):
    xp = array_namespace(a)
    return xp.astype(null_space(xp.astype(a, xp.float32)), a.dtype)


@mistake(
    "in_span",
    "A vector of another size raises an AssertionError here. Raise a ValueError: callers can catch it, and Python skips"
    " assert when it runs with -O.",
)
def asserts_the_sizes(vectors, v):
    if vectors.shape[0] != v.shape[0]:
        raise AssertionError(f"{tuple(vectors.shape)} and {tuple(v.shape)}")
    return in_span(vectors, v)


@mistake(
    "in_span",
    "A vector of another size raises an IndexError here: some loop runs past the end. Compare the sizes first, and"
    " raise a ValueError that mentions both.",
)
def runs_past_the_end(vectors, v):
    if vectors.shape[0] != v.shape[0]:
        raise IndexError(f"{tuple(vectors.shape)} and {tuple(v.shape)}")
    return in_span(vectors, v)


# --------------------------------------------------------------------------------------------- two faults at once


@mistake(
    "null_space",
    "The vectors are in the rows, and they are not orthonormal yet. First take off each vector's share along the"
    " earlier ones, q (q . x), and divide it by its length. Then put the vectors into the columns.",
)
def leaves_the_basis_in_rows(a):
    return _columns(a, _kernel(a)).T


@mistake(
    "null_space",
    "The sign of the pivots' unknowns is wrong, and the vectors are not orthonormal yet. First the sign: if a free"
    " unknown is 1, the unknown of a pivot is minus the entry of the reduced form, so that both add up to 0.",
)
def forgets_the_minus_and_the_lengths(a):
    xp, n = array_namespace(a), a.shape[1]
    rows, pivots = _reduce(a)
    one = xp.eye(n, dtype=a.dtype, device=device(a))
    free = [j for j in range(n) if j not in pivots]
    return _columns(a, [one[j] + sum(rows[i, j] * one[p] for i, p in enumerate(pivots)) for j in free])


@mistake(
    "rank",
    "The search goes down the diagonal and never swaps rows. First the swaps: look down the whole column, and bring up"
    " the row with the largest magnitude. If it counts as 0, stay in the same row, and go to the next column.",
)
def goes_down_the_diagonal_without_swaps(a, tol=None):
    xp = array_namespace(a)
    tol = max(a.shape) * xp.finfo(a.dtype).eps * xp.sum(xp.abs(a)) if tol is None else tol
    count = 0
    for k in range(min(a.shape)):
        if xp.abs(a[k, k]) > tol:
            below = xp.arange(a.shape[0], device=device(a)) > k
            a = a - xp.where(below, a[:, k] / a[k, k], 0)[:, None] * a[k, :]
            count += 1
    return count
