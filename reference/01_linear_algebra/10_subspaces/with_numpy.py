"""Rank, kernel and span by NumPy's singular values."""

import numpy as np


def rank(a, tol=None):
    """Return the number of independent rows, or of independent columns."""
    return int(np.linalg.matrix_rank(a, tol)) if a.size else 0


def null_space(a):
    """Return an orthonormal basis of all x with a x = 0, as columns."""
    if a.size == 0:
        return np.eye(a.shape[1], dtype=a.dtype)
    return np.linalg.svd(a)[2][rank(a) :].T


def in_span(vectors, v):
    """Return whether a vector is a sum of multiples of the columns of a matrix."""
    both = np.concatenate([vectors, v[:, None]], axis=1)
    sizes = np.sum(np.abs(both), axis=0)
    both = both / np.where(sizes == 0, 1, sizes)
    return rank(both) == rank(both[:, :-1])
