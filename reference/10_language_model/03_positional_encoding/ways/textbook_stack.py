import numpy as np


def positional_encoding(n, dim):
    i = np.arange(dim // 2)
    freqs = 1.0 / (10000.0 ** (2 * i / dim))
    angles = np.outer(np.arange(n), freqs)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(n, dim)


def add_positions(x):
    n, dim = x.shape[-2], x.shape[-1]
    return x + positional_encoding(n, dim)[np.newaxis] if x.ndim > 2 else x + positional_encoding(n, dim)
