"""Determinants by elimination: the finished row and column are cut off, so that the pivot is always in row 0."""

from array_api_compat import array_namespace, device


def determinant(a):
    """Return the determinant of a matrix, or of each matrix of a batch."""
    xp = array_namespace(a)
    n = a.shape[-1]
    if a.shape[-2] != n:
        raise ValueError(f"a determinant needs a square matrix, not one of shape {tuple(a.shape)}")
    det = xp.ones(a.shape[:-2], dtype=a.dtype, device=device(a))  # (...)
    for m in range(n, 0, -1):  # a is (..., m, m): what is left to eliminate
        rows = xp.arange(m, device=device(a))  # (m,)
        p = xp.argmax(xp.abs(a[..., 0]), axis=-1)[..., None]  # (..., 1), the row of the pivot
        swapped = xp.where(rows == 0, p, xp.where(rows == p, 0, rows))  # (..., m), rows 0 and p change places
        a = xp.take_along_axis(a, swapped[..., None], axis=-2)  # (..., m, m)
        pivot = a[..., 0, 0]  # (...)
        det = det * xp.where(p[..., 0] == 0, pivot, -pivot)
        factors = a[..., 1:, 0] / xp.where(pivot == 0, 1, pivot)[..., None]  # (..., m - 1)
        a = a[..., 1:, 1:] - factors[..., :, None] * a[..., :1, 1:]  # (..., m - 1, m - 1)
    return det
