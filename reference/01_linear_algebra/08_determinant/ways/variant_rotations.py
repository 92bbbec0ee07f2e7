"""Right all the same: rotations clear one entry at a time, and there is no sign to keep in mind."""

from array_api_compat import array_namespace, device


def determinant(a):
    xp = array_namespace(a)
    n, m = a.shape[-2:]
    if n != m:
        raise ValueError(f"{n} x {m}")
    det = xp.ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    rows = [a[..., i, :] for i in range(n)]
    for k in range(n):
        for i in range(k + 1, n):
            x, y = rows[k][..., k], rows[i][..., k]
            there = y == 0
            big = xp.where(there, 1, xp.maximum(xp.abs(x), xp.abs(y)))
            length = big * xp.sqrt(xp.where(there, 1, (x / big) ** 2 + (y / big) ** 2))
            c, s = xp.where(there, 1, x / length)[..., None], xp.where(there, 0, y / length)[..., None]
            rows[k], rows[i] = c * rows[k] + s * rows[i], c * rows[i] - s * rows[k]
        det = det * rows[k][..., k]
    return det
