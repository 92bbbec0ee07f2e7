"""The central difference as NumPy has it: the middle of three samples."""

import numpy as np


def derivative(f, x, h=1e-4):
    """Return the central difference quotient of a function."""
    t = x.astype(np.float64)
    samples = np.stack([f(t - h), f(t), f(t + h)])
    return np.gradient(samples, h, axis=0)[1].astype(x.dtype)
