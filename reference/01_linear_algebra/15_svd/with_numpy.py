"""Singular values as NumPy has them."""

import numpy as np


def svd(a):
    """Return orthonormal columns U, singular values S that descend, and orthonormal rows Vh."""
    if not np.all(np.isfinite(a)):
        raise ValueError("not finite")
    return tuple(np.linalg.svd(a, full_matrices=False))


def low_rank(a, k):
    """Return the nearest matrix of rank k at most."""
    if k < 0:
        raise ValueError("a rank is not negative")
    U, S, Vh = svd(a)
    return U @ np.diag(np.where(np.arange(len(S)) < k, S, 0)) @ Vh


def pseudo_inverse(a):
    """Return the pseudo-inverse; what is 0 up to rounding counts as 0."""
    return np.linalg.pinv(a, rcond=10 * max(a.shape) * np.finfo(a.dtype).eps)
