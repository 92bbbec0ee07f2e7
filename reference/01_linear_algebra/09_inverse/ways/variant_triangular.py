"""Right all the same: all matrices of a batch at once, the last unknown first; the inverse column by column."""

import numpy as np
from array_api_compat import array_namespace


def _split(xp, a, b):
    """The unknown that comes last, after all the others were eliminated, goes first into the result."""
    n = a.shape[-1]
    if n == 0:
        return b
    p = xp.argmax(xp.abs(a[..., 0]), axis=-1)[..., None, None]  # (..., 1, 1)
    top_a, top_b = xp.take_along_axis(a, p, axis=-2), xp.take_along_axis(b, p, axis=-2)  # (..., 1, n), (..., 1, k)
    pivot = top_a[..., :1]
    if xp.any(pivot == 0):
        raise np.linalg.LinAlgError("singular")
    rows = xp.arange(n - 1, device=a.device)[:, None]
    others = rows + xp.astype(rows >= p, rows.dtype)  # (..., n - 1, 1), all rows but p
    a, b = xp.take_along_axis(a, others, axis=-2), xp.take_along_axis(b, others, axis=-2)
    factors = a[..., :1] / pivot
    below = _split(xp, a[..., 1:] - factors * top_a[..., 1:], b - factors * top_b)
    known = xp.sum(top_a[..., 0, 1:, None] * below, axis=-2)[..., None, :]
    return xp.concat([(top_b - known) / pivot, below], axis=-2)


def solve(a, b):
    xp, n = array_namespace(a, b), a.shape[-2]
    sides = b if b.ndim > 1 else b[:, None]
    if a.shape[-1] != n or sides.shape[-2] != n:
        raise ValueError(f"{tuple(a.shape)} and {tuple(b.shape)}")
    batch = np.broadcast_shapes(a.shape[:-2], sides.shape[:-2])
    a, sides = xp.broadcast_to(a, (*batch, n, n)), xp.broadcast_to(sides, (*batch, n, sides.shape[-1]))
    x = _split(xp, a, sides)
    return x if b.ndim > 1 else x[..., 0]


def inverse(a):
    xp, n = array_namespace(a), a.shape[-1]
    if n == 0 or n != a.shape[-2]:
        return solve(a, a)
    one = xp.eye(n, dtype=a.dtype, device=a.device)
    return xp.stack([solve(a, one[:, k]) for k in range(n)], axis=-1)
