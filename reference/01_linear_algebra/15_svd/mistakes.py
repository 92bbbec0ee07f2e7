"""What beginners hand in for singular values, and what to tell them."""

from array_api_compat import array_namespace, device
from svd import _turned, low_rank, svd

from dojo import TINY, edit, ideas, mistake
from mine.eigen import eigh

ideas(
    axis_lost="gives_a_diagonal_matrix",
    wrong_divisor="does_not_normalise",
    root_or_square="gives_the_squares",
    wrong_factor="turns_by_twice_the_angle",
    missing_term="forgets_the_values gives_the_scores",
    sign="takes_both_sides_apart turns_the_wrong_way leaves_the_signs_to_qr",
    upside_down="gives_the_transpose",
    opposite_choice="keeps_the_smallest drops_k",
    transposed=(
        "gives_v_for_vh gives_u_transposed sorts_the_rows_of_v does_not_swap_back takes_columns_of_vh keeps_the_sides"
    ),
    off_by_one="keeps_one_more",
    entries_mixed_up="sorts_the_values_alone leaves_v_unsorted",
    cancellation="squares_the_condition takes_the_root_of_a_negative_number",
    epsilon="adds_eps_to_the_lengths",
    zero_case="divides_by_zero leaves_columns_of_zeros",
    silent_error="lets_nan_through takes_a_negative_rank",
    ties_and_order="ascends",
    wrong_stop="stops_too_early",
    partial_case="solves_the_normal_equations",
    wrong_formula="gives_full_matrices gives_one_value_for_each_column cuts_out_a_corner",
    what_counts_as_zero="inverts_noise cuts_at_a_fixed_number cuts_at_a_fixed_share",
)


def _finite(a):
    xp = array_namespace(a)
    if not xp.all(xp.isfinite(a)):
        raise ValueError("not finite")
    return xp


def _of_the_gram_matrix(a, width):
    """Eigenvalues of aᵀa in descending order, and so many of the eigenvectors as columns."""
    xp = _finite(a)
    values, V = eigh(a.T @ a)
    return xp, xp.flip(values, axis=0)[:width], xp.flip(V, axis=1)[:, :width]


edit(
    "gives_v_for_vh",
    "The right directions are the columns, as V. Return Vh, with one direction in each row: transpose it.",
    ("lengths[order], V[:, order].T", "lengths[order], V[:, order]"),
)


@mistake("svd", "The left directions are the rows. They are the columns of U, so transpose it.")
def gives_u_transposed(a):
    U, S, Vh = svd(a)
    return U.T, S, Vh


edit(
    "gives_the_squares",
    "Those are the eigenvalues of AᵀA, the squares of the singular values. Take their roots.",
    ("xp.sqrt(xp.sum(W * W, axis=0))", "xp.sum(W * W, axis=0)"),
)


edit(
    "ascends",
    "The singular values ascend, as eigenvalues do. The largest comes first, and the directions with it.",
    ("xp.argsort(-lengths)", "xp.argsort(lengths)"),
)


@mistake(
    "svd",
    "The singular values are sorted, but the directions are not: the columns of U and the rows of Vh have to move with"
    " their value.",
)
def sorts_the_values_alone(a):
    xp, (U, S, Vh) = array_namespace(a), svd(a)
    return xp.flip(U, axis=1), S, xp.flip(Vh, axis=0)


@mistake("svd", "S is a matrix with the singular values on its diagonal. Return the values alone, with one axis.")
def gives_a_diagonal_matrix(a):
    xp, (U, S, Vh) = array_namespace(a), svd(a)
    return U, S[:, None] * xp.eye(S.shape[0], dtype=S.dtype, device=device(S)), Vh


@mistake(
    "svd",
    "U and Vh are completed to square matrices, as the library does by default. Return the reduced form: min(m, n)"
    " columns and rows.",
)
def gives_full_matrices(a):
    xp, (U, S, Vh) = array_namespace(a), svd(a)
    r = S.shape[0]
    left, right = (xp.linalg.qr(part, mode="complete")[0] for part in (U, Vh.T))
    return xp.concat([U, left[:, r:]], axis=1), S, xp.concat([Vh, right[:, r:].T], axis=0)


@mistake(
    "svd",
    "A wide matrix gives n singular values here, some of them extra zeros. There are min(m, n): decompose the"
    " transpose of a wide matrix, and swap the two sides.",
)
def gives_one_value_for_each_column(a):
    xp = _finite(a)
    if a.shape[0] >= a.shape[1]:
        return svd(a)
    U, S, Vh = svd(a)
    more = a.shape[1] - a.shape[0]
    zeros = xp.zeros((max(a.shape), more), dtype=a.dtype, device=device(a))
    full = xp.linalg.qr(Vh.T, mode="complete")[0][:, a.shape[0] :].T
    return xp.concat([U, zeros[: a.shape[0], :]], axis=1), xp.concat([S, zeros[0, :]]), xp.concat([Vh, full], axis=0)


@mistake(
    "svd",
    "U and V come from two separate eigen-decompositions, of AAᵀ and AᵀA, and so their signs do not fit each other."
    " Compute one of them, and take the other from A: u = A v / s.",
)
def takes_both_sides_apart(a):
    xp, r = _finite(a), min(a.shape)
    values, V = eigh(a.T @ a)
    _, U = eigh(a @ a.T)
    U, V = xp.flip(U, axis=1)[:, :r], xp.flip(V, axis=1)[:, :r]
    U = U * xp.where(U[:1, :] < 0, -xp.ones_like(U[:1, :]), xp.ones_like(U[:1, :]))
    V = V * xp.where(V[:1, :] < 0, -xp.ones_like(V[:1, :]), xp.ones_like(V[:1, :]))
    roots = xp.sqrt(xp.abs(xp.flip(values, axis=0)[:r]))
    return U, roots, V.T


@mistake(
    "svd",
    "The eigenvalues of AᵀA are s², and squaring loses half of the digits: an s below 1e-8 of the largest drowns in"
    " rounding (in float32, below 3e-4). Turn the columns of A itself until they are at right angles.",
)
def squares_the_condition(a):
    xp, values, V = _of_the_gram_matrix(a, min(a.shape))
    roots = xp.sqrt(xp.where(values > 0, values, 0 * values))
    image = a @ V
    U = xp.linalg.qr(image)[0]
    signs = xp.where(xp.sum(U * image, axis=0) < 0, -xp.ones_like(roots), xp.ones_like(roots))
    return U * signs, roots, V.T


@mistake(
    "svd",
    "Rounding makes an eigenvalue of AᵀA a little less than 0, and its root is NaN. Turn the columns of A itself until"
    " they are at right angles: their lengths are never negative.",
)
def takes_the_root_of_a_negative_number(a):
    xp, values, V = _of_the_gram_matrix(a, min(a.shape))
    roots = xp.sqrt(xp.where(values > 1e-300, values, xp.nan * values))
    return a @ V / roots, roots, V.T


def _divided(a, divide):
    """The columns turned until they are at right angles, and divided in some way by their lengths."""
    xp = _finite(a)
    if a.shape[0] < a.shape[1]:
        U, S, Vh = _divided(a.T, divide)
        return Vh.T, S, U.T
    W, V = _turned(a)
    lengths = xp.sqrt(xp.sum(W * W, axis=0))
    order = xp.argsort(-lengths)
    return divide(xp, W[:, order], lengths[order]), lengths[order], V[:, order].T


@mistake(
    "svd",
    "Where a singular value is 0, A v / s is 0/0, or rounding errors brought to length 1. Any direction at right angles"
    " to the others will do there: QR, or Gram-Schmidt on the axes, finds one.",
)
def divides_by_zero(a):
    return _divided(a, lambda xp, W, lengths: W / lengths)


@mistake(
    "svd",
    "Where a singular value is 0, its column of U is 0, too. U has orthonormal columns all the same: complete it with"
    " directions at right angles to the others, by QR or by Gram-Schmidt on the axes.",
)
def leaves_columns_of_zeros(a):
    def divide(xp, W, lengths):
        sure = lengths > 1e-6 * lengths[0]
        return xp.where(sure, W / xp.where(sure, lengths, xp.ones_like(lengths)), 0 * W)

    return _divided(a, divide)


@mistake(
    "svd",
    "Something small is added to s before dividing, so the columns of U are too short where s is small. Ask whether s"
    " is 0 up to rounding instead.",
    eps=TINY,
)
def adds_eps_to_the_lengths(a, *, eps):
    return _divided(a, lambda xp, W, lengths: W / (lengths + eps))


@mistake(
    "svd",
    "This stops too early: after a sweep or two the columns are only nearly at right angles. Each rotation spoils a"
    " little of what the others did, so sweep again, until only rounding errors are left.",
    sweeps=(1, 2, 3),
)
def stops_too_early(a, *, sweeps):
    return _swept(a, sweeps, 1)


edit(
    "turns_by_twice_the_angle",
    "The columns are turned by 2φ. The formula gives the tangent of twice the angle: halve what atan2 returns.",
    ("- xp.sum(left * left)) / 2", "- xp.sum(left * left))"),
)


edit(
    "turns_the_wrong_way",
    "The columns are turned the wrong way, and get no nearer to right angles: change the sign of the angle.",
    ("xp.sin(angle), -xp.sin(angle)", "-xp.sin(angle), xp.sin(angle)"),
)


@mistake(
    "svd",
    "The columns of U are A v, of length s. Divide each by its s, so that all have length 1.",
)
def does_not_normalise(a):
    U, S, Vh = svd(a)
    return U * S, S, Vh


@mistake(
    "svd",
    "Signs do not fit: A v is minus s u for some of the columns. QR chooses signs of its own, and the diagonal of R"
    " tells which columns of Q to turn round.",
)
def leaves_the_signs_to_qr(a):
    xp, (U, S, Vh) = array_namespace(a), svd(a)
    Q = xp.linalg.qr(U if a.shape[0] >= a.shape[1] else Vh.T)[0]
    return (Q, S, Vh) if a.shape[0] >= a.shape[1] else (U, S, Q.T)


edit(
    "leaves_v_unsorted",
    "The columns of V stay in the order in which they were found. Take them in the order of the singular values, as the"
    " columns of U.",
    ("V[:, order].T", "V.T"),
)


edit(
    "sorts_the_rows_of_v",
    "The rows of V are sorted. Its columns belong to the singular values: V[:, order], then transpose.",
    ("V[:, order].T", "V[order, :].T"),
)


edit(
    "does_not_swap_back",
    "A wide matrix gives the parts of its transpose. If aᵀ = U diag(S) Vh, then a = Vhᵀ diag(S) Uᵀ: swap the sides.",
    ("return Vh.T, S, U.T", "return U, S, Vh"),
)


edit(
    "takes_columns_of_vh",
    "The first k columns of Vh are taken. The directions of a are its rows: Vh[:k, :].",
    ("(U[:, :k] * S[:k]) @ Vh[:k, :]", "(U[:, :k] * S[:k]) @ Vh[:, :k].T"),
)


def _swept(a, sweeps, times):
    """So many sweeps, by so many times the angle."""
    xp = _finite(a)
    if a.shape[0] < a.shape[1]:
        U, S, Vh = _swept(a.T, sweeps, times)
        return Vh.T, S, U.T
    V = xp.eye(a.shape[1], dtype=a.dtype, device=device(a))
    W, pairs = a, [(p, q) for q in range(a.shape[1]) for p in range(q)]
    for p, q in sweeps * sorted(pairs):
        angle = times * xp.atan2(2 * W[:, p] @ W[:, q], W[:, q] @ W[:, q] - W[:, p] @ W[:, p]) / 2
        turn = xp.eye(a.shape[1], dtype=a.dtype, device=device(a))
        turn[p, p] = turn[q, q] = xp.cos(angle)
        turn[p, q], turn[q, p] = xp.sin(angle), -xp.sin(angle)
        W, V = W @ turn, V @ turn
    lengths = xp.sqrt(xp.sum(W * W, axis=0))
    order = xp.argsort(-lengths)
    return (W / xp.where(lengths > 0, lengths, xp.ones_like(lengths)))[:, order], lengths[order], V[:, order].T


@mistake("svd", "A NaN or an infinity gets through. Such a matrix has no singular values: raise a ValueError first.")
def lets_nan_through(a):
    xp = array_namespace(a)
    if xp.all(xp.isfinite(a)):
        return svd(a)
    r = min(a.shape)
    broken = xp.full(a.shape, xp.nan, dtype=a.dtype, device=device(a))
    return broken[:, :r], broken[0, :r] if a.shape[1] >= r else broken[:r, 0], broken[:r, :]


@mistake("low_rank", "The k smallest singular values are kept. The nearest matrix keeps the k largest, the first ones.")
def keeps_the_smallest(a, k):
    return a - low_rank(a, max(min(a.shape) - k, 0)) if k >= 0 else low_rank(a, k)


@mistake("low_rank", "k directions are dropped, and the others kept. Keep the first k: U[:, :k], S[:k], Vh[:k].")
def drops_k(a, k):
    return low_rank(a, max(min(a.shape) - k, 0) if k >= 0 else k)


@mistake("low_rank", "The singular values are missing: scale each direction by its S[i] before adding up.")
def forgets_the_values(a, k):
    if k < 0:
        raise ValueError(f"rank {k}")
    U, _, Vh = svd(a)
    return U[:, :k] @ Vh[:k, :]


@mistake("low_rank", "One direction more than k is kept. The first k are [:k].")
def keeps_one_more(a, k):
    return low_rank(a, k + 1 if k >= 0 else k)


@mistake(
    "low_rank",
    "The first k rows and columns of the matrix are kept, and the rest is 0. Keep directions instead: the first k"
    " columns of U and rows of Vh, each times its S.",
)
def cuts_out_a_corner(a, k):
    if k < 0:
        raise ValueError(f"rank {k}")
    xp = array_namespace(a)
    rows, columns = (xp.arange(size, device=device(a)) < k for size in a.shape)
    return xp.where(rows[:, None] & columns, a, 0 * a)


@mistake(
    "low_rank",
    "A k-column result comes back: U diag(S). Multiply by the first k rows of Vh too, so that it has the shape of a.",
)
def gives_the_scores(a, k):
    if k < 0:
        raise ValueError(f"rank {k}")
    U, S, _ = svd(a)
    return U[:, :k] * S[:k]


edit(
    "takes_a_negative_rank",
    "A negative k counts from the end, as in a slice. No matrix has such a rank: raise a ValueError.",
    ('if k < 0:\n    raise ValueError(f"there is no rank {k}")\n', ""),
)


edit(
    "gives_the_transpose",
    "This multiplies by S instead of dividing: that is the transpose. Take 1 / S.",
    ("/ sizes[keep]", "* sizes[keep]"),
)


edit(
    "keeps_the_sides",
    "The sides are not swapped: U diag(1/S) Vh has the shape of a. To undo it, read it backwards: V diag(1/S) Uᵀ.",
    ("(Vh[keep, :].T / sizes[keep]) @ U[:, keep].T", "(U[:, keep] / sizes[keep]) @ Vh[keep, :]"),
)


@mistake(
    "pseudo_inverse",
    "A singular value that is 0 up to rounding is inverted, and a huge number comes out. Leave out what is at most"
    " 10 max(m, n) eps times the largest.",
)
def inverts_noise(a):
    U, S, Vh = svd(a)
    return (Vh.T / S) @ U.T


_FIXED = (
    "A fixed number, or a fixed share of the largest, decides which singular values are 0. It does not know the dtype"
    " and the size of a: the limit is 10 max(m, n) eps S[0], with eps = xp.finfo(a.dtype).eps."
)
_LIMIT = "10 * max(a.shape) * array_namespace(a).finfo(a.dtype).eps * sizes[0]"

edit("cuts_at_a_fixed_number", _FIXED, (_LIMIT, "tolerance"), tolerance=TINY)

edit(
    "cuts_at_a_fixed_share",
    _FIXED,
    (_LIMIT, "share * sizes[0]"),
    share=(1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8, 1e-10, 1e-12, 1e-13, 1e-14, 1e-15),
)


@mistake(
    "pseudo_inverse",
    "(AᵀA)⁻¹ Aᵀ is the pseudo-inverse only of a tall matrix of full rank. For a wide one AᵀA has no inverse: go"
    " through the singular values, V diag(1/S) Uᵀ.",
)
def solves_the_normal_equations(a):
    _finite(a)
    xp, gram = array_namespace(a), a.T @ a
    return xp.linalg.inv(gram) @ a.T
