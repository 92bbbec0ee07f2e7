"""Rank, kernel and span by torch's singular values."""

import torch


def rank(a, tol=None):
    """Return the number of independent rows, or of independent columns."""
    if a.numel() == 0:
        return 0
    return int(torch.linalg.matrix_rank(a) if tol is None else torch.linalg.matrix_rank(a, atol=tol, rtol=0.0))


def null_space(a):
    """Return an orthonormal basis of all x with a x = 0, as columns."""
    if a.numel() == 0:
        return torch.eye(a.shape[1], dtype=a.dtype, device=a.device)
    return torch.linalg.svd(a)[2][rank(a) :].T


def in_span(vectors, v):
    """Return whether a vector is a sum of multiples of the columns of a matrix."""
    both = torch.cat([vectors, v[:, None]], dim=1)
    sizes = torch.sum(torch.abs(both), dim=0)
    both = both / torch.where(sizes == 0, 1, sizes)
    return rank(both) == rank(both[:, :-1])
