"""Right all the same: a triangular form, then back substitution, in loops over the entries of one matrix at a time."""

import numpy as np
from array_api_compat import array_namespace
from numpy.linalg import LinAlgError


def _one(a, b):
    """Rows of numbers and right sides, each a list or a vector."""
    n = len(a)
    a, b = [list(row) for row in a], list(b)
    for j in range(n):
        p = max(range(j, n), key=lambda i: abs(float(a[i][j])))
        if a[p][j] == 0:
            raise LinAlgError("no pivot is left")
        a[j], a[p], b[j], b[p] = a[p], a[j], b[p], b[j]
        for i in range(j + 1, n):
            factor = a[i][j] / a[j][j]
            a[i] = [x - factor * y for x, y in zip(a[i], a[j], strict=True)]
            b[i] = b[i] - factor * b[j]
    x = [None] * n
    for i in reversed(range(n)):
        rest = b[i]
        for j in range(i + 1, n):
            rest = rest - a[i][j] * x[j]
        x[i] = rest / a[i][i]
    return x


def solve(a, b):
    xp, n = array_namespace(a), a.shape[-1]
    if b.ndim == 1:
        return solve(a, b[:, None])[..., 0]
    if a.shape[-2] != n or b.shape[-2] != n:
        raise ValueError(f"shapes {tuple(a.shape)} and {tuple(b.shape)}")
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    shape = (*batch, n, b.shape[-1])
    a, b = xp.broadcast_to(a, (*batch, n, n)), xp.broadcast_to(b, shape)
    if 0 in (*batch, n):
        return b * 1
    found = [xp.stack(_one(a[where], b[where])) for where in np.ndindex(*batch)]
    return xp.reshape(xp.stack(found), shape)


def inverse(a):
    xp, n = array_namespace(a), a.shape[-1]
    if a.shape[-2] != n:
        raise ValueError(f"not square: {tuple(a.shape)}")
    rows = xp.arange(n, device=a.device)
    return solve(a, xp.astype(rows[:, None] == rows, a.dtype))
