"""A right solution with Python's loops, and slices counted from the front."""

import numpy as np


def take_rows(x, rows):
    taken = np.empty((len(rows), *x.shape[1:]), x.dtype)
    for place, row in enumerate(rows):
        taken[place] = x[row]
    return taken


def every_other(x, axis=0):
    if axis < -x.ndim or axis >= x.ndim:
        raise IndexError(f"x has no axis {axis}")
    before = axis + x.ndim if axis < 0 else axis
    return x[(slice(None),) * before + (slice(0, None, 2),)]


def where_between(x, low, high):
    found = [entry for entry in x.flat if entry >= low and entry <= high]
    return np.array(found, dtype=x.dtype)


def set_diagonal(x, value):
    k = min(x.shape[-2], x.shape[-1])
    value = np.broadcast_to(np.array(value), (*x.shape[:-2], k))
    for i in range(k):
        x[..., i, i] = value[..., i]
