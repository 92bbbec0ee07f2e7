"""Right all the same: reflections make a matrix triangular, and each of them turns the sign."""

from array_api_compat import array_namespace, device


def determinant(a):
    xp = array_namespace(a)
    if a.shape[-1] != a.shape[-2]:
        raise ValueError(f"{a.shape[-2]} rows, {a.shape[-1]} columns")
    det = xp.ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    while a.shape[-1] > 1:
        column = a[..., :, 0]
        below = xp.sum(column[..., 1:] ** 2, axis=-1)  # nothing below: nothing to reflect
        length = xp.sqrt(xp.where(below == 0, 1, below + column[..., 0] ** 2))
        first = column[..., 0] + xp.where(column[..., 0] < 0, -length, length)
        mirror = xp.concat([first[..., None], column[..., 1:]], axis=-1)
        square = xp.where(below == 0, 1, xp.sum(mirror * mirror, axis=-1))
        factor = xp.where(below == 0, 0 * square, 2 / square)
        row = xp.sum(mirror[..., :, None] * a, axis=-2)  # (..., m)
        a = a - factor[..., None, None] * mirror[..., :, None] * row[..., None, :]
        det = det * xp.where(below == 0, a[..., 0, 0], -a[..., 0, 0])
        a = a[..., 1:, 1:]
    return det * a[..., 0, 0] if a.shape[-1] else det
