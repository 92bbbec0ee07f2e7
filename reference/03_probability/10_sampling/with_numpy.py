"""Sampling with NumPy's binary search, and with complex numbers."""

import numpy as np


def sample_categorical(probs, u):
    """Draw classes by the inverse of their cumulative distribution."""
    shape = np.broadcast_shapes(probs.shape[:-1], u.shape)
    probs, u = np.broadcast_to(probs, (*shape, probs.shape[-1])), np.broadcast_to(u, shape)
    drawn = np.zeros(shape, np.int64)
    for where in np.ndindex(shape):
        possible = np.flatnonzero(probs[where])
        found = np.searchsorted(np.cumsum(probs[where][possible]), u[where], side="right")
        drawn[where] = possible[min(found, len(possible) - 1)]
    return drawn


def box_muller(u1, u2):
    """Two independent standard normal numbers for each pair of uniform ones."""
    z = np.sqrt(-2 * np.log1p(-u1)) * np.exp(2j * np.pi * u2)
    return np.real(z).astype(u1.dtype), np.imag(z).astype(u1.dtype)
