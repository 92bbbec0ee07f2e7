"""Right all the same: the pivot is the largest entry of all that is left, so that columns are swapped as well."""

import numpy as np
from array_api_compat import array_namespace, device


def _of_one(xp, a):
    sign = 1
    pivots = [xp.ones((), dtype=a.dtype, device=device(a))]
    for k in range(a.shape[0]):
        size = xp.abs(a[k:, k:])
        place = int(xp.argmax(xp.reshape(size, (-1,))))
        i, j = k + place // size.shape[1], k + place % size.shape[1]
        rows, columns = list(range(a.shape[0])), list(range(a.shape[0]))
        rows[k], rows[i], columns[k], columns[j] = rows[i], rows[k], columns[j], columns[k]
        sign *= (-1) ** ((i != k) + (j != k))
        a = a[rows, :][:, columns]
        pivots.append(a[k, k])
        if a[k, k] == 0:
            break
        factor = a[:, k] / a[k, k]
        keep = xp.arange(a.shape[0], device=device(a)) > k
        a = a - xp.where(keep, factor, 0)[:, None] * a[k, :]
    return xp.prod(xp.stack(pivots), dtype=a.dtype) * sign


def determinant(a):
    xp = array_namespace(a)
    batch = a.shape[:-2]
    if a.shape[-1] != a.shape[-2]:
        raise ValueError(f"not a square matrix: {tuple(a.shape)}")
    if 0 in a.shape:
        return xp.ones(batch, dtype=a.dtype, device=device(a))
    if not batch:
        return _of_one(xp, a)
    found = [_of_one(xp, a[where]) for where in np.ndindex(*batch)]
    return xp.reshape(xp.stack(found), batch)
