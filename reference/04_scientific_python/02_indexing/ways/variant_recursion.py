"""A right solution that goes from the first axis to the last by calling itself, and writes diagonals by x.flat."""

import numpy as np


def take_rows(x, rows):
    if len(rows) == 0:
        return x[:0].copy()
    return np.concatenate([np.array(x[rows[0]])[None], take_rows(x, rows[1:])])


def every_other(x, axis=0):
    if axis not in range(-x.ndim, x.ndim):
        raise IndexError(axis)
    if axis % x.ndim == 0:
        return x[::2]
    return np.swapaxes(every_other(np.swapaxes(x, 0, axis)), 0, axis)


def where_between(x, low, high):
    if x.ndim == 1:
        return np.array([entry for entry in x.tolist() if low <= entry <= high], dtype=x.dtype)
    return np.concatenate([x[:0].flatten(), *[where_between(row, low, high) for row in x]])


def set_diagonal(x, value):
    k, m = min(x.shape[-2:]), x.shape[-1]
    value = np.array(np.broadcast_to(value, (*x.shape[:-2], k)))
    for batch in np.ndindex(x.shape[:-2]):
        x[batch].flat[: k * (m + 1) : m + 1] = value[batch]
