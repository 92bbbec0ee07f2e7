"""The dot product as NumPy has it."""

import numpy as np


def dot(u, v):
    """Multiply two vectors entry by entry and add up the products."""
    if u.ndim != 1 or v.ndim != 1 or len(u) != len(v):
        raise ValueError(f"two vectors of equal length expected, not shapes {u.shape} and {v.shape}")
    return np.dot(u, v)
