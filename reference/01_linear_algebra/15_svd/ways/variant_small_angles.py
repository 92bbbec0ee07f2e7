"""Right all the same: Hestenes' small angles in Python's floats, and missing columns of U by Gram-Schmidt."""

import math

from array_api_compat import array_namespace, device


def svd(a):
    rows = [[float(x) for x in row] for row in a.tolist()]
    if not all(math.isfinite(x) for row in rows for x in row):
        raise ValueError("not finite")
    m, n = len(rows), len(rows[0])
    columns = [list(column) for column in zip(*rows, strict=True)] if m >= n else rows
    u, s, v = _of_columns(columns)
    if m < n:
        u, v = v, u
    xp, how = array_namespace(a), {"dtype": a.dtype, "device": device(a)}
    return xp.asarray(u, **how).T, xp.asarray(s, **how), xp.asarray(v, **how)


def _dot(x, y):
    return math.fsum(a * b for a, b in zip(x, y, strict=True))


def _of_columns(columns):
    n = len(columns)
    basis = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(30):
        turned = [_turn(columns, basis, p, q) for p in range(n) for q in range(p + 1, n)]
        if not any(turned):
            break
    lengths = [math.sqrt(_dot(c, c)) for c in columns]
    order = sorted(range(n), key=lambda i: -lengths[i])
    u = []
    for i in order:
        is_long = lengths[i] > 1e-14 * max(lengths)
        u.append([x / lengths[i] for x in columns[i]] if is_long else _missing(u, len(columns[i])))
    return u, [lengths[i] for i in order], [basis[i] for i in order]


def _turn(columns, basis, p, q):
    a, b, c = _dot(columns[p], columns[p]), _dot(columns[q], columns[q]), _dot(columns[p], columns[q])
    if abs(c) <= 1e-16 * math.sqrt(a * b) or c == 0:
        return False
    zeta = (b - a) / (2 * c)
    t = math.copysign(1, zeta) / (abs(zeta) + math.hypot(1, zeta))
    cos = 1 / math.hypot(1, t)
    for of in (columns, basis):
        of[p], of[q] = (
            [cos * (x - t * y) for x, y in zip(of[p], of[q], strict=True)],
            [cos * (t * x + y) for x, y in zip(of[p], of[q], strict=True)],
        )
    return True


def _missing(u, size):
    best = None
    for axis in range(size):
        w = [float(i == axis) for i in range(size)]
        for _ in range(2):
            for one in u:
                share = _dot(w, one)
                w = [x - share * y for x, y in zip(w, one, strict=True)]
        length = math.sqrt(_dot(w, w))
        if best is None or length > best[0]:
            best = length, [x / length for x in w] if length else w
    return best[1]


def low_rank(a, k):
    if k < 0:
        raise ValueError(f"rank {k}")
    u, s, vh = svd(a)
    found = 0 * a
    for i in range(min(k, len(s))):
        found = found + s[i] * u[:, i : i + 1] * vh[i : i + 1, :]
    return found


def pseudo_inverse(a):
    xp = array_namespace(a)
    u, s, vh = svd(a)
    found = 0 * a.T
    for i in range(len(s)):
        if s[i] > 10 * max(a.shape) * xp.finfo(a.dtype).eps * s[0]:
            found = found + vh[i : i + 1, :].T @ u[:, i : i + 1].T / s[i]
    return found
