"""Dropout in NumPy, which has none."""

import numpy as np


def dropout(x, p=0.5, training=True, uniform=None):
    """Drop each entry with probability p, and scale up those that are kept."""
    if not (p >= 0 and p <= 1):
        raise ValueError("p is a probability")
    if uniform is not None and uniform.shape != x.shape:
        raise ValueError("uniform has the shape of x")
    if not training:
        return x.copy()
    kept = (np.random.default_rng().random(x.shape) if uniform is None else uniform) >= p
    return np.divide(x, 1 - p, out=np.zeros_like(x), where=kept)
