"""Right all the same: the inverse first, its pivots the largest of all entries that are left; then inverse times b."""

import numpy as np
from array_api_compat import array_namespace


def _invert(xp, a):
    n = a.shape[0]
    rows, free_rows, free_columns, pivots = list(a), list(range(n)), list(range(n)), []
    sides = list(xp.eye(n, dtype=a.dtype, device=a.device))
    while free_rows:
        i, j = max(
            ((i, j) for i in free_rows for j in free_columns), key=lambda place: abs(float(rows[place[0]][place[1]]))
        )
        pivot = rows[i][j]
        if pivot == 0:
            raise np.linalg.LinAlgError("singular")
        free_rows.remove(i)
        free_columns.remove(j)
        pivots.append((j, i))
        for k in range(n):
            if k != i:
                factor = rows[k][j] / pivot
                rows[k], sides[k] = rows[k] - factor * rows[i], sides[k] - factor * sides[i]
    return xp.stack([sides[i] / rows[i][j] for j, i in sorted(pivots)])


def inverse(a):
    xp = array_namespace(a)
    if a.ndim < 2 or a.shape[-1] != a.shape[-2]:
        raise ValueError(f"an inverse of what is not square: {tuple(a.shape)}")
    if 0 in a.shape:
        return a * 1
    found = [_invert(xp, a[where]) for where in np.ndindex(*a.shape[:-2])]
    return xp.reshape(xp.stack(found), a.shape)


def solve(a, b):
    if (b.shape[0] if b.ndim == 1 else b.shape[-2]) != a.shape[-2]:
        raise ValueError(f"as many rows on the right as on the left: {tuple(a.shape)}, {tuple(b.shape)}")
    return inverse(a) @ b
