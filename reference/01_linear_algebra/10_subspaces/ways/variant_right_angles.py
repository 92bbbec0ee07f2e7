"""Right all the same, without elimination: the longest vector is taken off the others, again and again."""

from array_api_compat import array_namespace, device


def _length(x):
    xp = array_namespace(x)
    return xp.sqrt(xp.sum(x * x, axis=-1))


def _scaled(x):
    """The largest magnitude becomes 1, so that no square overflows or underflows."""
    xp = array_namespace(x)
    size = xp.max(xp.abs(x)) if 0 not in x.shape else 1
    return x / size if size != 0 else x


def _directions(rows, tol=None):
    """Orthonormal directions of the rows, as a list."""
    xp = array_namespace(rows)
    if 0 in rows.shape:
        return []
    if tol is None:
        rows = _scaled(rows)
        tol = float(10 * max(rows.shape) * xp.finfo(rows.dtype).eps * xp.max(_length(rows)))
    found = []
    while len(found) < min(rows.shape):
        longest = int(xp.argmax(_length(rows)))
        x = rows[longest, :]
        if float(_length(x)) <= tol:
            break
        x = x / _length(x)
        for q in found:
            x = x - q * xp.sum(q * x)
        found.append(x / _length(x))
        rows = rows - xp.sum(rows * found[-1], axis=1)[:, None] * found[-1]
    return found


def rank(a, tol=None):
    return len(_directions(a, tol))


def null_space(a):
    xp, n = array_namespace(a), a.shape[1]
    known, kernel = _directions(a), []
    candidates = xp.eye(n, dtype=a.dtype, device=device(a))
    while len(known) + len(kernel) < n:
        for _ in range(2):
            for q in known + kernel:
                candidates = candidates - xp.sum(candidates * q, axis=1)[:, None] * q
        x = candidates[int(xp.argmax(_length(candidates))), :]
        kernel.append(x / _length(x))
    return xp.stack(kernel, axis=1) if kernel else candidates[:, :0]


def in_span(vectors, v):
    xp = array_namespace(vectors, v)
    if vectors.shape[0] != v.shape[0]:
        raise ValueError(f"{v.shape[0]} entries, not {vectors.shape[0]}")
    v = _scaled(v)
    length = _length(v)
    if v.shape[0] == 0 or length == 0:
        return True
    rows, rest = vectors.T, v / length
    if 0 not in rows.shape:
        rows = xp.stack([_scaled(row) for row in rows])
    lengths = _length(rows)[:, None]
    directions = _directions(rows / xp.where(lengths == 0, 1, lengths))
    for q in directions + directions:
        rest = rest - q * xp.sum(q * rest)
    return _length(rest) <= 100 * xp.finfo(v.dtype).eps
