"""Right all the same: the eigenvectors of ((0, A), (Aᵀ, 0)) hold u above v, and nothing is squared."""

from array_api_compat import array_namespace, device

from mine.eigen import eigh


def svd(a):
    xp, (m, n) = array_namespace(a), a.shape
    if not bool(xp.all(xp.isfinite(a))):
        raise ValueError("NaN or inf")
    r, how = min(m, n), {"dtype": a.dtype, "device": device(a)}
    above = xp.concat([xp.zeros((m, m), **how), a], axis=1)
    below = xp.concat([a.T, xp.zeros((n, n), **how)], axis=1)
    values, vectors = eigh(xp.concat([above, below], axis=0))
    values, vectors = xp.flip(values, axis=0)[:r], xp.flip(vectors, axis=1)[:, :r]
    sure = values > 1e3 * xp.finfo(a.dtype).eps * values[0]
    rank = int(xp.sum(xp.astype(sure, xp.int64)))
    u, v = _completed(vectors[:m, :rank]), _completed(vectors[m:, :rank])
    if rank < r:  # what is left is tiny: its own decomposition, scaled up
        rest = u[:, rank:].T @ a @ v[:, rank:] if rank else 0 * a
        largest = xp.max(xp.abs(rest))
        eye = xp.eye(max(m, n), **how)[:, : r - rank]
        more = (
            svd(rest / largest) if bool(largest > 0) else (eye[: m - rank, :], 0 * values[rank:], eye[: n - rank, :].T)
        )
        u = xp.concat([u[:, :rank], u[:, rank:] @ more[0]], axis=1)
        v = xp.concat([v[:, :rank], v[:, rank:] @ more[2].T], axis=1)
        values = xp.concat([values[:rank], more[1] * largest])
    return u[:, :r], values, v[:, :r].T


def _completed(columns):
    """A square orthonormal matrix that begins with the directions of these columns."""
    xp, (n, k) = array_namespace(columns), columns.shape
    if k == 0:
        return xp.eye(n, dtype=columns.dtype, device=device(columns))
    q, t = xp.linalg.qr(columns, mode="complete")
    signs = xp.sign(xp.linalg.diagonal(t[:k, :]))
    return xp.concat([q[:, :k] * signs, q[:, k:]], axis=1)


def low_rank(a, k):
    if k < 0:
        raise ValueError(f"{k} is negative")
    u, s, vh = svd(a)
    kept = array_namespace(a).arange(s.shape[0], device=device(a)) < k
    return u @ ((s * kept)[:, None] * vh)


def pseudo_inverse(a):
    xp = array_namespace(a)
    u, s, vh = svd(a)
    small = s <= 10 * max(a.shape) * xp.finfo(a.dtype).eps * s[0]
    back = xp.where(small, xp.zeros_like(s), 1 / xp.where(small, xp.ones_like(s), s))
    return vh.T @ (back[:, None] * u.T)
