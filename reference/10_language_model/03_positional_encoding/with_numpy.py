"""Positional encoding by complex numbers: each pair of entries is a point on the unit circle."""

import numpy as np


def positional_encoding(n, dim):
    """Encode the positions 0 to n - 1."""
    angles = np.outer(np.arange(n, dtype=np.float64), 1 / np.power(10000.0, np.arange(dim // 2) * 2 / dim))
    points = np.exp(1j * angles)
    return np.stack([points.imag, points.real], axis=-1).reshape(n, dim)


def add_positions(x):
    """Add to each vector the encoding of its place."""
    return x + positional_encoding(*x.shape[-2:]).astype(x.dtype)
