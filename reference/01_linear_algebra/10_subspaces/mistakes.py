"""What beginners hand in for rank, kernel and span, and what to tell them."""

from array_api_compat import array_namespace, device
from subspaces import _reduce, in_span, null_space, rank

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_divisor="makes_right_angles_and_no_lengths_of_one",
    missing_term="leaves_the_basis_as_it_is makes_lengths_one_and_no_right_angles",
    sign="forgets_the_minus measures_size_without_magnitudes forgets_the_minus_and_the_lengths",
    opposite_choice="gives_the_row_space",
    transposed="takes_the_rows puts_the_basis_in_rows gives_the_kernel_of_the_transpose leaves_the_basis_in_rows",
    end_of_interval="counts_a_pivot_as_large_as_tol",
    writes_into_input="scales_the_callers_vectors",
    dtype_lost="loses_the_dtype counts_in_floats",
    cancellation="takes_the_first_pivot_it_finds",
    empty_input="finds_nothing_in_the_span_of_nothing stops_without_vectors gives_zero_for_a_basis_of_nothing",
    zero_case="refuses_the_zero_vector",
    wrong_exception="runs_past_the_end",
    silent_error="takes_vectors_of_another_size",
    default_value="takes_a_tol_of_zero_for_none ignores_tol",
    wrong_stop="eliminates_below_alone",
    partial_case=(
        "takes_the_first_columns_for_the_pivots gives_one_vector stops_at_a_column_without_a_pivot "
        "looks_at_the_first_row_alone goes_down_the_diagonal goes_down_the_diagonal_without_swaps"
    ),
    wrong_formula=(
        "looks_for_the_vector_itself looks_for_a_multiple asks_whether_they_span_everything "
        "asks_whether_all_are_dependent counts_rows_that_are_not_zero takes_the_smaller_size"
    ),
    what_counts_as_zero=(
        "allows_the_eps_of_float64 asks_for_an_exact_fit compares_lengths allows_a_wide_margin has_a_fixed_bound "
        "takes_roundings_for_pivots takes_the_eps_of_float64 asks_for_an_exact_zero "
        "takes_tol_relative_to_the_largest has_a_fixed_tol has_a_wide_default"
    ),
)


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


edit(
    "allows_the_eps_of_float64",
    "The bound for rounding errors is that of float64 in every dtype. float32 rounds at 1.2e-7: ask"
    " finfo(v.dtype).eps.",
    (
        "xp.sum(xp.abs(both), axis=0)",
        "xp.sqrt(xp.sum(xp.concat([vectors, v[:, None]], axis=1) * xp.concat([vectors, v[:, None]], axis=1), axis=0))",
    ),
    ("rank(both)", "rank(both, 1e-14)"),
)

edit(
    "asks_for_an_exact_fit",
    "What is left of v outside the span must be exactly 0 here. It rarely is: allow for rounding errors in v.",
    ("rank(both) == rank(both[:, :-1])", "rank(xp.concat([vectors, v[:, None]], axis=1), 0) == rank(vectors, 0)"),
)

edit(
    "looks_for_the_vector_itself",
    "This asks whether v is one of the vectors. A span also holds their multiples, and the sums of these.",
    ("rank(both) == rank(both[:, :-1])", "bool(xp.any(xp.all(vectors == v[:, None], axis=0)))"),
)


@mistake(
    "in_span",
    "This asks whether v is a multiple of one of the vectors. A span also holds sums of such multiples.",
)
def looks_for_a_multiple(vectors, v):
    _same_length(vectors, v)
    both = _directions(array_namespace(vectors, v).stack([v, *vectors.T], axis=1))
    return rank(both[:, :1]) == 0 or any(rank(both[:, [0, k]]) == 1 for k in range(1, both.shape[1]))


edit(
    "takes_the_rows",
    "The vectors are taken from the rows of the matrix. They are its columns: vectors[:, 0] is the first.",
    (
        "xp = array_namespace(vectors, v)",
        "if vectors.shape[1] != v.shape[0]:\n"
        "    raise ValueError(f'{tuple(vectors.T.shape)} and {tuple(v.shape)}')\n"
        "vectors = vectors.T\n"
        "xp = array_namespace(vectors, v)",
    ),
)

edit(
    "asks_whether_they_span_everything",
    "This asks whether the vectors span all of space. A smaller span holds vectors too: compare the rank with v to"
    " the rank without it.",
    ("rank(both) == rank(both[:, :-1])", "rank(vectors) == vectors.shape[0]"),
)

edit(
    "asks_whether_all_are_dependent",
    "This asks whether the vectors and v together are dependent. They may be dependent even without v: compare the"
    " rank with v to the rank without it.",
    ("rank(both) == rank(both[:, :-1])", "rank(both) < both.shape[1]"),
)

edit(
    "compares_lengths",
    "Lengths count here, so that a short vector passes for a rounding error of the long ones. Only directions matter:"
    " first divide every vector by its length, but not 0 by 0.",
    ("rank(both) == rank(both[:, :-1])", "rank(xp.concat([vectors, v[:, None]], axis=1)) == rank(vectors)"),
)

edit(
    "allows_a_wide_margin",
    "The margin is far wider than rounding errors, like that of allclose. A millionth outside is outside: allow a few"
    " eps of the length of v.",
    (
        "xp.sum(xp.abs(both), axis=0)",
        "xp.sqrt(xp.sum(xp.concat([vectors, v[:, None]], axis=1) * xp.concat([vectors, v[:, None]], axis=1), axis=0))",
    ),
    ("rank(both) == rank(both[:, :-1])", "rank(both, 1e-5) == rank(both[:, :-1], 1e-5)"),
)

edit(
    "refuses_the_zero_vector",
    "The zero vector is refused here; perhaps it was divided by its length, which is 0. It is in every span: take 0"
    " times each vector.",
    ("rank(both) == rank(both[:, :-1])", "rank(both) == rank(both[:, :-1]) and bool(xp.any(v != 0))"),
)

edit(
    "takes_vectors_of_another_size",
    "A vector with more or fewer entries than the others gets through. That must be the caller's mistake: raise a"
    " ValueError.",
    (
        "if v.shape[0] != vectors.shape[0]:",
        "n = min(vectors.shape[0], v.shape[0])\nvectors, v = vectors[:n, :], v[:n]\nif v.shape[0] != vectors.shape[0]:",
    ),
)

edit(
    "scales_the_callers_vectors",
    "The vectors are scaled in place, in the caller's array. Divide into a new one: vectors / lengths.",
    (
        "xp = array_namespace(vectors, v)",
        "if 0 not in vectors.shape:\n    vectors[...] = vectors / 2\nxp = array_namespace(vectors, v)",
    ),
)


# --------------------------------------------------------------------------------------------------------- kernel


edit(
    "leaves_the_basis_as_it_is",
    "The vectors span the kernel, but they don't have length 1, and they are not at right angles. From each vector"
    " x subtract q (q . x) for every earlier q, then divide it by its length.",
    (
        "for q in basis:  # take off its share along the ones before\n"
        "    x = x - xp.sum(q * x) * q\n"
        "basis.append(x / xp.sqrt(xp.sum(x * x)))",
        "basis.append(x)",
    ),
)


edit(
    "makes_lengths_one_and_no_right_angles",
    "The vectors have length 1, but they are not at right angles. Before you divide a vector by its length,"
    " subtract its share along the earlier ones, q (q . x).",
    ("for q in basis:  # take off its share along the ones before\n    x = x - xp.sum(q * x) * q\n", ""),
)


@mistake("null_space", "The vectors are at right angles, but their length is not 1: divide each by its norm.")
def makes_right_angles_and_no_lengths_of_one(a):
    lengths = [2.0**k for k in range(1, 1 + a.shape[1])]
    return _columns(a, [x * c for x, c in zip(null_space(a).T, lengths, strict=False)])


edit(
    "puts_the_basis_in_rows",
    "The basis is in the rows. Put its vectors into the columns, so that a times N is 0.",
    ("xp.stack(basis, axis=1)", "xp.stack(basis, axis=0)"),
)

edit(
    "gives_the_kernel_of_the_transpose",
    "That is the kernel of the transpose: the x with x a = 0. A vector of the kernel has as many entries as a has"
    " columns.",
    ("xp, n = array_namespace(a), a.shape[1]", "a = a.T\nxp, n = array_namespace(a), a.shape[1]"),
)

edit(
    "forgets_the_minus",
    "A sign is wrong: if a free unknown is 1, the unknown of a pivot is minus the entry of the reduced form, so that"
    " both add up to 0.",
    ("one[j] - sum(", "one[j] + sum("),
)

edit(
    "takes_the_first_columns_for_the_pivots",
    "The pivots are taken to be in the first columns. If a column has no pivot, the next pivot is further right:"
    " remember the column of each pivot.",
    (
        "for j in range(n):\n"
        "    if j not in pivots:  # a free unknown is 1, and each pivot's unknown balances it\n"
        "        x = one[j] - sum(rows[i, j] * one[pivot] for i, pivot in enumerate(pivots))  # (n,)\n"
        "        for q in basis:  # take off its share along the ones before\n"
        "            x = x - xp.sum(q * x) * q\n"
        "        basis.append(x / xp.sqrt(xp.sum(x * x)))",
        "for j in range(len(pivots), n):\n"
        "    x = one[j] - sum((rows[i, j] * one[i] for i in range(len(pivots))))\n"
        "    for q in basis + basis:\n"
        "        x = x - xp.sum(q * x) * q\n"
        "    basis.append(x / xp.sqrt(xp.sum(x * x, axis=0)))",
    ),
)


@mistake(
    "null_space",
    "Those are directions that the matrix keeps, its row space. The kernel is at right angles to all of its rows.",
)
def gives_the_row_space(a):
    kernel = null_space(a)
    return (
        null_space(kernel.T) if kernel.shape[1] else array_namespace(a).eye(a.shape[1], dtype=a.dtype, device=device(a))
    )


edit(
    "gives_one_vector",
    "Only one vector of the kernel is given. Every column without a pivot is a free unknown, and adds a vector to the"
    " basis.",
    ("xp.stack(basis, axis=1) if basis else one[:, :0]", "(xp.stack(basis, axis=1) if basis else one[:, :0])[:, :1]"),
)

edit(
    "gives_zero_for_a_basis_of_nothing",
    "If the kernel holds only 0, the basis has no vectors, and its shape is (n, 0). The zero vector is never part"
    " of a basis.",
    (
        "return xp.stack(basis, axis=1) if basis else one[:, :0]",
        "xp, found = xp, xp.stack(basis, axis=1) if basis else one[:, :0]\n"
        "return found if found.shape[1] else xp.zeros((a.shape[1], 1), dtype=a.dtype, device=device(a))",
    ),
)

edit(
    "loses_the_dtype",
    "The result has the default dtype of the library, not that of the matrix. Give eye and zeros dtype=a.dtype.",
    (
        "xp.stack(basis, axis=1) if basis else one[:, :0]",
        "xp.astype(xp.stack(basis, axis=1) if basis else one[:, :0], xp.float64)",
    ),
)


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


edit(
    "takes_roundings_for_pivots",
    "A rounding error counts as a pivot, so that vectors of the kernel are missing. Use the same bound as in rank,"
    " not an exact 0.",
    (
        "return xp.stack(basis, axis=1) if basis else one[:, :0]",
        "found = xp.stack(basis, axis=1) if basis else one[:, :0]\n"
        "return found[:, :n - rank(a, 0)] if 0 not in a.shape else found",
    ),
)


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


edit(
    "takes_the_eps_of_float64",
    "The bound for rounding errors is that of float64 in every dtype. float32 rounds at 1.2e-7: ask"
    " finfo(a.dtype).eps.",
    (
        "_reduce(a, tol)",
        "_reduce(a, max(a.shape) * 2.3e-16 * array_namespace(a).sqrt(array_namespace(a).sum(a * a)) if "
        "tol is None else tol)",
    ),
)

edit(
    "asks_for_an_exact_zero",
    "A pivot counts unless it is exactly 0. But a dependent row leaves a rounding error, and that is rarely 0:"
    " compare magnitudes with a bound just above rounding error.",
    ("_reduce(a, tol)", "_reduce(a, 0 if tol is None else tol)"),
)

edit(
    "counts_rows_that_are_not_zero",
    "This counts the rows that are not 0 before elimination. A dependent row looks like any other: bring the matrix"
    " to echelon form, and count there.",
    (
        "len(_reduce(a, tol)[1])",
        "int(array_namespace(a).sum(array_namespace(a).astype(array_namespace(a).any(a != 0, axis=1), "
        "array_namespace(a).int64)))",
    ),
)

edit(
    "takes_the_smaller_size",
    "That is the largest rank possible, the smaller of the two sizes. Some rows may depend on others: eliminate, and"
    " count the pivots.",
    ("len(_reduce(a, tol)[1])", "min(a.shape)"),
)


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


edit(
    "stops_at_a_column_without_a_pivot",
    "Only pivots on the diagonal are counted. After a column without a pivot, the pivots lie further right: go on"
    " with the next column, in the same row, and count there too.",
    ("len(_reduce(a, tol)[1])", "sum((pivot == k for k, pivot in enumerate(_reduce(a, tol)[1])))"),
)


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


edit(
    "looks_at_the_first_row_alone",
    "Rows are not swapped, so that a 0 in the place of the pivot passes for a column without one. Look down the"
    " entire column, and bring up the row with the largest magnitude.",
    (
        "return len(_reduce(a, tol)[1])",
        "xp = array_namespace(a)\n"
        "tol = max(a.shape) * xp.finfo(a.dtype).eps * xp.sqrt(xp.sum(a * a)) if tol is None else tol\n"
        "count, rows = 0, xp.arange(a.shape[0], device=device(a))\n"
        "for j in range(a.shape[1]):\n"
        "    if count < a.shape[0] and xp.abs(a[count, j]) > tol:\n"
        "        a = a - xp.where(rows > count, a[:, j] / a[count, j], 0)[:, None] * a[count, :]\n"
        "        count += 1\n"
        "return count",
    ),
)

edit(
    "takes_a_tol_of_zero_for_none",
    "tol=0 is treated as if no tol were given, because 0 is false in Python. Ask whether tol is None.",
    ("_reduce(a, tol)", "_reduce(a, tol or None)"),
)


@mistake("rank", "A pivot of exactly tol counts here. Up to tol, a pivot is 0: ask for > tol, not >= tol.")
def counts_a_pivot_as_large_as_tol(a, tol=None):
    below = 0.999 * tol if tol else tol
    return rank(a, below)


edit(
    "ignores_tol",
    "The parameter tol is ignored. Pivots of that magnitude or less count as 0.",
    ("_reduce(a, tol)", "_reduce(a, None)"),
)

edit(
    "takes_tol_relative_to_the_largest",
    "tol is multiplied by the size of the matrix. If tol is given, it is the bound itself; only the default grows"
    " with the size.",
    ("_reduce(a, tol)", "_reduce(a, None if tol is None else tol * array_namespace(a).max(array_namespace(a).abs(a)))"),
)

edit(
    "has_a_fixed_tol",
    "The default bound is a fixed number. But rounding errors grow with the matrix, and in tiny units everything is"
    " below a fixed bound. Multiply eps by the size of the matrix.",
    ("_reduce(a, tol)", "_reduce(a, 1e-10 if tol is None else tol)"),
)

edit(
    "measures_size_without_magnitudes",
    "The size of the matrix is its largest entry here, and that may be negative: then even a rounding error is above"
    " the bound. Take absolute values first.",
    (
        "return len(_reduce(a, tol)[1])",
        "xp = array_namespace(a)\n"
        "if tol is None and 0 not in a.shape:\n"
        "    tol = max(a.shape) * xp.finfo(a.dtype).eps * xp.max(a)\n"
        "return len(_reduce(a, tol)[1])",
    ),
)

edit(
    "has_a_wide_default",
    "The default bound is far above rounding error, so that small pivots count as 0. In float64, rows that differ by"
    " a millionth are independent: a few eps times the size is enough.",
    (
        "_reduce(a, tol)",
        "_reduce(a, 1e-5 * array_namespace(a).sqrt(array_namespace(a).sum(a * a)) if tol is None else tol)",
    ),
)

edit(
    "counts_in_floats",
    "The rank comes as a float. It is a number of rows: count in whole numbers.",
    ("len(_reduce(a, tol)[1])", "float(len(_reduce(a, tol)[1]))"),
)


# --------------------------------------------------------------------------------------- more of dtypes and errors

generics(
    "null_space",
    passes_through_float32="Something on the way is float32, which keeps about 7 digits. Stay in the dtype that"
    " came in: float64 in, float64 all the way.",
)

generics(
    "in_span",
    asserts="A vector of the wrong length raises an AssertionError here. Raise a ValueError: callers can catch it,"
    " and Python skips assert when it runs with -O.",
)

edit(
    "runs_past_the_end",
    "A vector of the wrong length raises an IndexError here: some loop runs past the end. Compare the sizes first,"
    " and raise a ValueError that mentions both.",
    (
        "if v.shape[0] != vectors.shape[0]:",
        "if vectors.shape[0] != v.shape[0]:\n"
        "    raise IndexError(f'{tuple(vectors.shape)} and {tuple(v.shape)}')\n"
        "if v.shape[0] != vectors.shape[0]:",
    ),
)


# --------------------------------------------------------------------------------------------- two faults at once


@mistake(
    "null_space",
    "The vectors are in the rows, and they are not orthonormal yet. First subtract from each vector x q (q . x) for"
    " every earlier q, and divide it by its length. Then put the vectors into the columns.",
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


edit(
    "goes_down_the_diagonal_without_swaps",
    "The search goes down the diagonal and never swaps rows. First the swaps: look down the entire column, and bring"
    " up the row with the largest magnitude. If it counts as 0, stay in the same row, and go to the next column.",
    (
        "return len(_reduce(a, tol)[1])",
        "xp = array_namespace(a)\n"
        "tol = max(a.shape) * xp.finfo(a.dtype).eps * xp.sum(xp.abs(a)) if tol is None else tol\n"
        "count = 0\n"
        "for k in range(min(a.shape)):\n"
        "    if xp.abs(a[k, k]) > tol:\n"
        "        below = xp.arange(a.shape[0], device=device(a)) > k\n"
        "        a = a - xp.where(below, a[:, k] / a[k, k], 0)[:, None] * a[k, :]\n"
        "        count += 1\n"
        "return count",
    ),
)
