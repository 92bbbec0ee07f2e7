"""Eigenvalues and eigenvectors: atan2 gives the angle of each rotation without a division, so that no 0 can hurt."""

from array_api_compat import array_namespace, device

SWEEPS = 10
"""Each sweep about squares what is left off the diagonal: ten are plenty."""


def power_iteration(a, steps):
    """Multiply a vector by a matrix again and again, until it points along an eigenvector."""
    xp, n = array_namespace(a), _size(a)
    vector = xp.ones(n, dtype=a.dtype, device=device(a)) / n**0.5
    for _ in range(steps):
        image = a @ vector
        largest = xp.max(xp.abs(image))
        if largest > 0:
            image = image / largest  # so that no square overflows, or vanishes
            vector = image / xp.sqrt(xp.sum(image**2))
    return xp.sum(vector * (a @ vector)), vector


def eigh(a):
    """Find all eigenvalues and eigenvectors, by Jacobi's rotations."""
    xp, n = array_namespace(a), _size(a)
    vectors = xp.eye(n, dtype=a.dtype, device=device(a))
    for _ in range(SWEEPS):
        for p in range(n):
            for q in range(p + 1, n):
                turn = _rotation(a, p, q)
                a, vectors = turn.T @ a @ turn, vectors @ turn  # a[p, q] is 0 now
    values = xp.sum(a * xp.eye(n, dtype=a.dtype, device=device(a)), axis=0)  # the diagonal
    order = xp.argsort(values)
    return values[order], vectors[:, order]


def _rotation(a, p, q):
    """The rotation in the plane of two axes that brings a[p, q] to 0."""
    xp = array_namespace(a)
    angle = xp.atan2(2 * a[p, q], a[q, q] - a[p, p]) / 2
    turn = xp.eye(a.shape[0], dtype=a.dtype, device=device(a))
    turn[p, p] = turn[q, q] = xp.cos(angle)
    turn[p, q], turn[q, p] = xp.sin(angle), -xp.sin(angle)
    return turn


def _size(a):
    """The number of rows of a square matrix."""
    if a.shape[0] != a.shape[1]:
        raise ValueError(f"a matrix of shape {tuple(a.shape)} is not square")
    return a.shape[0]
