"""Norms as NumPy has them."""

import numpy as np


def norm(x, ord=2, axis=-1):
    """Return the norm of vectors that lie along one axis."""
    return np.linalg.norm(x, ord=ord, axis=axis)


def distance(u, v, ord=2):
    """Return the distance between vectors along the last axis."""
    return np.linalg.norm(u - v, ord=ord, axis=-1)
