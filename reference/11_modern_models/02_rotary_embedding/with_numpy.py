"""Rotary embedding in NumPy: a turn is a product with a complex number of length 1."""

import numpy as np


def rope(x, positions, base=10000.0, frequencies=None):
    """Turn each pair of neighbouring entries by an angle that grows with the token's position."""
    if x.shape[-1] % 2 or len(positions) != x.shape[-2]:
        raise ValueError("an even size, and a position for each token")
    if frequencies is None:
        frequencies = 1 / np.power(base, np.arange(0, x.shape[-1], 2) / x.shape[-1])
    if len(frequencies) != x.shape[-1] // 2:
        raise ValueError("a frequency for each pair")
    turns = np.exp(1j * np.multiply.outer(positions.astype(np.float64), frequencies))
    pairs = (x[..., 0::2].astype(np.float64) + 1j * x[..., 1::2]) * turns
    result = np.empty(x.shape, x.dtype)
    result[..., 0::2], result[..., 1::2] = pairs.real, pairs.imag
    return result
