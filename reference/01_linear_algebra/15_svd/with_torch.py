"""Singular values as torch has them."""

import torch


def svd(a):
    """Return orthonormal columns U, singular values S that descend, and orthonormal rows Vh."""
    if not torch.all(torch.isfinite(a)):
        raise ValueError("not finite")
    return tuple(torch.linalg.svd(a, full_matrices=False))


def low_rank(a, k):
    """Return the nearest matrix of rank k at most."""
    if k < 0:
        raise ValueError("a rank is not negative")
    U, S, Vh = svd(a)
    return U[:, :k] @ torch.diag(S[:k]) @ Vh[:k]


def pseudo_inverse(a):
    """Return the pseudo-inverse; what is 0 up to rounding counts as 0."""
    return torch.linalg.pinv(a, rtol=10 * max(a.shape) * torch.finfo(a.dtype).eps)
