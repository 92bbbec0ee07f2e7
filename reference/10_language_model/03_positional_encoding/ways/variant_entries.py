"""Entry after entry with the math module, and the table expanded to the shape of x."""

import math

import numpy as np
from array_api_compat import array_namespace


def positional_encoding(n, dim):
    if dim % 2:
        raise ValueError(f"an even number, please, not {dim}")
    rates = [math.pow(10000.0, -(j - j % 2) / dim) for j in range(dim)]
    rows = [[(math.sin, math.cos)[j % 2](p * rates[j]) for j in range(dim)] for p in range(n)]
    return np.array(rows, dtype=float).reshape(n, dim)


def add_positions(x):
    xp = array_namespace(x)
    table = xp.asarray(positional_encoding(*x.shape[-2:]), dtype=x.dtype, device=x.device)
    return xp.broadcast_to(table, x.shape) + x
