"""Equations and inverses by Gauss-Jordan: [a | b] is one array, so that both sides go through the same steps."""

import numpy as np
from array_api_compat import array_namespace, device


def solve(a, b):
    """Return the x with a x = b, for one right side or several."""
    if b.ndim == 1:
        return solve(a, b[:, None])[..., 0]
    xp = array_namespace(a, b)
    n = a.shape[-1]
    if a.shape[-2] != n or b.shape[-2] != n:
        raise ValueError(f"a must be square, with as many rows as b: {tuple(a.shape)} and {tuple(b.shape)}")
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    a, b = xp.broadcast_to(a, (*batch, n, n)), xp.broadcast_to(b, (*batch, n, b.shape[-1]))
    system = xp.concat([a, b], axis=-1)  # (..., n, n + k), [a | b] on the way to [1 | x]
    rows = xp.arange(n, device=device(a))  # (n,)
    for j in range(n):
        p = j + xp.argmax(xp.abs(system[..., j:, j]), axis=-1)[..., None]  # (..., 1), the row of the pivot
        swapped = xp.where(rows == j, p, xp.where(rows == p, j, rows))  # (..., n)
        system = xp.take_along_axis(system, swapped[..., None], axis=-2)
        pivot = system[..., j, j]  # (...)
        if xp.any(pivot == 0):
            raise np.linalg.LinAlgError("singular matrix")
        row = system[..., j, :] / pivot[..., None]  # (..., n + k)
        others = system - system[..., :, j, None] * row[..., None, :]  # (..., n, n + k), column j is 0
        system = xp.where(rows[:, None] == j, row[..., None, :], others)
    return system[..., n:]


def inverse(a):
    """Return the inverse: the solutions for the columns of the identity."""
    xp = array_namespace(a)
    return solve(a, xp.eye(a.shape[-2], dtype=a.dtype, device=device(a)))
