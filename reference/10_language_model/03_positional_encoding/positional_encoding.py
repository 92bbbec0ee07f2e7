"""Positional encoding: notice that a sine and a cosine share each frequency: a shift is a rotation of the pair."""

import numpy as np
from array_api_compat import array_namespace, device


def positional_encoding(n, dim):
    """Encode the positions 0 to n - 1."""
    if dim % 2:
        raise ValueError(f"an encoding of size {dim} has a sine without its cosine")
    frequencies = 10000.0 ** (-np.arange(0, dim, 2) / dim)  # (dim/2,)
    angles = np.arange(n)[:, None] * frequencies  # (n, dim/2)
    table = np.empty((n, dim))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table


def add_positions(x):
    """Add to each vector the encoding of its place."""
    xp = array_namespace(x)
    table = positional_encoding(*x.shape[-2:])  # (T, dim): it broadcasts over the batch
    return x + xp.asarray(table, dtype=x.dtype, device=device(x))
