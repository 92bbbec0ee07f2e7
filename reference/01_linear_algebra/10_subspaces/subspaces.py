"""Rank, kernel and span, all read from one reduced form: the columns of its pivots answer every question."""

from array_api_compat import array_namespace, device


def rank(a, tol=None):
    """Return the number of independent rows, or of independent columns."""
    return len(_reduce(a, tol)[1])


def null_space(a):
    """Return an orthonormal basis of all x with a x = 0, as columns."""
    xp, n = array_namespace(a), a.shape[1]
    rows, pivots = _reduce(a)  # (rank, n)
    one = xp.eye(n, dtype=a.dtype, device=device(a))
    basis = []
    for j in range(n):
        if j not in pivots:  # a free unknown is 1, and each pivot's unknown balances it
            x = one[j] - sum(rows[i, j] * one[pivot] for i, pivot in enumerate(pivots))  # (n,)
            for q in basis:  # take off its share along the ones before
                x = x - xp.sum(q * x) * q
            basis.append(x / xp.sqrt(xp.sum(x * x)))
    return xp.stack(basis, axis=1) if basis else one[:, :0]


def in_span(vectors, v):
    """Return whether a vector is a sum of multiples of the columns of a matrix."""
    if v.shape[0] != vectors.shape[0]:
        raise ValueError(f"v has {v.shape[0]} entries, and the vectors have {vectors.shape[0]}")
    xp = array_namespace(vectors, v)
    both = xp.concat([vectors, v[:, None]], axis=1)  # (n, k + 1)
    sizes = xp.sum(xp.abs(both), axis=0)
    both = both / xp.where(sizes == 0, 1, sizes)  # only directions matter
    return rank(both) == rank(both[:, :-1])


def _reduce(a, tol=None):
    """Return the rows of the reduced echelon form that are not 0, and the columns of their pivots."""
    xp, (m, n) = array_namespace(a), a.shape
    if tol is None:
        tol = max(m, n) * xp.finfo(a.dtype).eps * xp.sum(xp.abs(a))
    pivots, rows = [], xp.arange(m, device=device(a))
    for j in range(n):
        r = len(pivots)
        if r == m:
            break
        p = r + int(xp.argmax(xp.abs(a[r:, j])))
        if xp.abs(a[p, j]) <= tol:
            continue  # no pivot in this column
        order = list(range(m))
        order[r], order[p] = p, r
        a = a[order, :]
        row = a[r, :] / a[r, j]  # (n,)
        a = xp.where(rows[:, None] == r, row, a - a[:, j, None] * row)  # (m, n), column j is that of an identity
        pivots.append(j)
    return a[: len(pivots), :], pivots
