"""Right all the same: pivots are the largest entries that are left, and a small matrix makes the kernel orthonormal."""

import numpy as np
from array_api_compat import array_namespace, device


def _eliminate(a, tol):
    """Rows, the pivots' places, and the columns without one."""
    xp = array_namespace(a)
    size = float(xp.max(xp.abs(a))) if 0 not in a.shape else 0.0
    tol = 4 * max(a.shape) * float(xp.finfo(a.dtype).eps) * size if tol is None else tol
    rows, left, free, pivots = list(a), list(range(a.shape[0])), list(range(a.shape[1])), []
    while left and free:
        i, j = max(((i, j) for i in left for j in free), key=lambda place: abs(float(rows[place[0]][place[1]])))
        if abs(float(rows[i][j])) <= tol:
            break
        rows[i] = rows[i] / rows[i][j]
        rows = [row if k == i else row - row[j] * rows[i] for k, row in enumerate(rows)]
        left.remove(i)
        free.remove(j)
        pivots.append((i, j))
    return rows, pivots, free


def rank(a, tol=None):
    return np.int64(len(_eliminate(a, tol)[1])) if isinstance(a, np.ndarray) else len(_eliminate(a, tol)[1])


def null_space(a):
    xp = array_namespace(a)
    rows, pivots, free = _eliminate(a, None)
    one = xp.eye(a.shape[1], dtype=a.dtype, device=device(a))
    if not free:
        return one[:, :0]
    kernel = [one[j] - sum((rows[i][j] * one[p] for i, p in pivots), start=0 * one[j]) for j in free]
    kernel = xp.stack(kernel, axis=1)  # (n, nullity), independent
    for _ in range(2):  # N (L^-1)^T is orthonormal where N^T N = L L^T
        low = xp.linalg.cholesky(kernel.T @ kernel)
        kernel = kernel @ xp.linalg.inv(low).T
    return kernel


def in_span(vectors, v):
    xp = array_namespace(vectors, v)
    if tuple(v.shape) != tuple(vectors.shape[:1]):
        raise ValueError(f"{tuple(vectors.shape)} and {tuple(v.shape)}")
    units = []
    for x in [*vectors.T, v]:
        size = max((abs(float(entry)) for entry in x), default=0.0)
        units.append(x / size if size else x)
    return rank(xp.stack(units)) == (rank(xp.stack(units[:-1])) if len(units) > 1 else 0)
