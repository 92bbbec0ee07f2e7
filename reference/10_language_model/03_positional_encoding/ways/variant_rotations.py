"""Right all the same: each position is computed by Python's own math, and torch gets a table of lists."""

import math

import numpy as np


def positional_encoding(n, dim):
    if dim % 2 != 0:
        raise ValueError(f"dim = {dim} is odd")
    return np.array([_row(p, dim) for p in range(n)], dtype=np.float64).reshape(n, dim)


def _row(p, dim):
    row = []
    for i in range(dim // 2):
        angle = p / 10000 ** (2 * i / dim)
        row += [math.sin(angle), math.cos(angle)]
    return row


def add_positions(x):
    table = positional_encoding(x.shape[-2], x.shape[-1])
    if isinstance(x, np.ndarray):
        return (x + table.astype(x.dtype)).astype(x.dtype)
    return x + x.new_tensor(table.tolist()).reshape(table.shape)
