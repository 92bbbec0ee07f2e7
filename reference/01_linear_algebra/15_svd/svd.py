"""Singular values by one-sided Jacobi: columns of A are turned until they are at right angles; AᵀA is never formed."""

from array_api_compat import array_namespace, device

SWEEPS = 12
"""Each sweep about squares what is left of the cosines: twelve are plenty."""


def svd(a):
    """Return orthonormal columns U, singular values S that descend, and orthonormal rows Vh: a = U diag(S) Vh."""
    xp = array_namespace(a)
    if not xp.all(xp.isfinite(a)):
        raise ValueError("a NaN or an infinity has no singular values")
    if a.shape[0] < a.shape[1]:
        U, S, Vh = svd(a.T)
        return Vh.T, S, U.T
    W, V = _turned(a)  # (m, n) and (n, n): W = a V
    lengths = xp.sqrt(xp.sum(W * W, axis=0))
    order = xp.argsort(-lengths)
    Q, R = xp.linalg.qr(W[:, order])  # directions, also where the length is 0: (m, n), and R is diagonal
    diagonal = xp.linalg.diagonal(R)
    signs = xp.where(diagonal < 0, -xp.ones_like(diagonal), xp.ones_like(diagonal))
    return Q * signs, lengths[order], V[:, order].T


def low_rank(a, k):
    """Return the nearest matrix of rank k at most."""
    if k < 0:
        raise ValueError(f"there is no rank {k}")
    U, S, Vh = svd(a)
    return (U[:, :k] * S[:k]) @ Vh[:k, :]


def pseudo_inverse(a):
    """Return V diag(1/S) Uᵀ, without the directions whose singular value is 0 up to rounding."""
    U, sizes, Vh = svd(a)
    keep = sizes > 10 * max(a.shape) * array_namespace(a).finfo(a.dtype).eps * sizes[0]
    return (Vh[keep, :].T / sizes[keep]) @ U[:, keep].T  # (n, rank) times (rank, m)


def _turned(a):
    """The columns of a turned until all are at right angles, and the rotation that did it."""
    xp, n = array_namespace(a), a.shape[1]
    V = xp.eye(n, dtype=a.dtype, device=device(a))
    for _ in range(SWEEPS):
        for p in range(n):
            for q in range(p + 1, n):
                turn = _rotation(a, p, q)
                a, V = a @ turn, V @ turn
    return a, V


def _rotation(a, p, q):
    """The rotation of two columns that brings them to a right angle."""
    xp, left, right = array_namespace(a), a[:, p], a[:, q]
    angle = xp.atan2(2 * xp.sum(left * right), xp.sum(right * right) - xp.sum(left * left)) / 2
    turn = xp.eye(a.shape[1], dtype=a.dtype, device=device(a))
    turn[p, p] = turn[q, q] = xp.cos(angle)
    turn[p, q], turn[q, p] = xp.sin(angle), -xp.sin(angle)
    return turn
