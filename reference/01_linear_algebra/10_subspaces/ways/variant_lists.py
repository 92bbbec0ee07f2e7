"""Right all the same: lists of Python's numbers; v is in the span where it gets no pivot as the last column."""

import math

from array_api_compat import array_namespace, device


def _reduce(rows, tol):
    rows, pivots = [list(map(float, row)) for row in rows], []
    for j in range(len(rows[0]) if rows else 0):
        r = len(pivots)
        if r == len(rows):
            break
        p = max(range(r, len(rows)), key=lambda i: abs(rows[i][j]))
        if abs(rows[p][j]) <= tol:
            continue
        rows[r], rows[p] = rows[p], rows[r]
        rows[r] = [x / rows[r][j] for x in rows[r]]
        for i in range(len(rows)):
            if i != r:
                rows[i] = [x - rows[i][j] * y for x, y in zip(rows[i], rows[r], strict=True)]
        pivots.append(j)
    return rows, pivots


def _tol(a):
    size = max((abs(x) for row in a.tolist() for x in row), default=0.0)
    return max(a.shape) * float(array_namespace(a).finfo(a.dtype).eps) * size


def rank(a, tol=None):
    return len(_reduce(a.tolist(), _tol(a) if tol is None else tol)[1])


def null_space(a):
    xp, n = array_namespace(a), a.shape[1]
    rows, pivots = _reduce(a.tolist(), _tol(a))
    basis = []
    for j in (j for j in range(n) if j not in pivots):
        x = [float(i == j) for i in range(n)]
        for row, p in zip(rows, pivots, strict=False):
            x[p] = -row[j]
        for q in basis:
            share = sum(u * v for u, v in zip(q, x, strict=True))
            x = [u - share * v for u, v in zip(x, q, strict=True)]
        basis.append([u / math.hypot(*x) for u in x])
    if not basis:
        return xp.zeros((n, 0), dtype=a.dtype, device=device(a))
    return xp.asarray([list(row) for row in zip(*basis, strict=True)], dtype=a.dtype, device=device(a))


def in_span(vectors, v):
    if tuple(v.shape) != tuple(vectors.shape[:1]):
        raise ValueError(f"sizes {vectors.shape[0]} and {v.shape[0]}")
    columns = [*vectors.T.tolist(), v.tolist()]
    columns = [[x / math.hypot(*column) for x in column] if any(column) else column for column in columns]
    tol = 10 * (len(columns) + len(v)) * float(array_namespace(v).finfo(v.dtype).eps)
    return len(columns) - 1 not in _reduce(zip(*columns, strict=True), tol)[1]
