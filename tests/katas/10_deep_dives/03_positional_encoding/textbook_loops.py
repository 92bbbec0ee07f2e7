import math

import numpy as np


def positional_encoding(n, dim):
    if dim % 2 != 0:
        raise ValueError(f"dim must be even, got {dim}")
    pe = np.zeros((n, dim))
    for pos in range(n):
        for i in range(0, dim, 2):
            pe[pos, i] = math.sin(pos / (10000 ** (i / dim)))
            pe[pos, i + 1] = math.cos(pos / (10000 ** (i / dim)))
    return pe


def add_positions(x):
    pe = positional_encoding(x.shape[-2], x.shape[-1])
    out = x.copy()
    out += pe
    return out
