"""Right all the same: Jacobi's own way, the largest entry first, in Python's floats."""

import math

from array_api_compat import array_namespace, device


def power_iteration(a, steps):
    xp = array_namespace(a)
    if a.ndim != 2 or a.shape[0] != a.shape[1]:
        raise ValueError(f"not square: {tuple(a.shape)}")
    vector = xp.sum(a, axis=0) * 0 + 1
    for _ in range(steps):
        image = xp.sum(a * vector, axis=1)
        largest = xp.max(xp.abs(image))
        if float(largest) != 0:
            vector = image / largest
    vector = vector / xp.sqrt(xp.sum(vector * vector))
    return vector @ (a @ vector), vector


def eigh(a):
    xp, rows = array_namespace(a), a.tolist()
    n = len(rows)
    if any(len(row) != n for row in rows):
        raise ValueError(f"{n} rows of {len(rows[0])}")
    basis = [[float(i == j) for j in range(n)] for i in range(n)]
    while True:
        p, q = max(((i, j) for i in range(n) for j in range(i)), key=lambda ij: abs(rows[ij[0]][ij[1]]), default=(0, 0))
        if p == q or abs(rows[p][q]) <= 1e-17 * max(abs(x) for row in rows for x in row):
            break
        tau = (rows[q][q] - rows[p][p]) / (2 * rows[p][q])
        t = math.copysign(1, tau) / (abs(tau) + math.hypot(1, tau))
        c = 1 / math.hypot(1, t)
        s = t * c
        for row in rows:
            row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
        for row in basis:
            row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
        rows[p], rows[q] = (
            [c * x - s * y for x, y in zip(rows[p], rows[q], strict=True)],
            [s * x + c * y for x, y in zip(rows[p], rows[q], strict=True)],
        )
        rows[p][q] = rows[q][p] = 0.0
    order = sorted(range(n), key=lambda i: rows[i][i])
    values = xp.asarray([rows[i][i] for i in order], dtype=a.dtype, device=device(a))
    return values, xp.asarray([[row[i] for i in order] for row in basis], dtype=a.dtype, device=device(a))
