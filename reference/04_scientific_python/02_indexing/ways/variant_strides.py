"""A right solution by strides, masks and where."""

import numpy as np
from numpy.lib.stride_tricks import as_strided


def take_rows(x, rows):
    index = np.fromiter(rows, dtype=np.int64, count=len(rows))
    if np.any((index >= len(x)) | (index < -len(x))):
        raise IndexError("no such row")
    return x.take(index % max(len(x), 1), axis=0)


def every_other(x, axis=0):
    if not -x.ndim <= axis < x.ndim:
        raise np.exceptions.AxisError(axis, x.ndim)
    shape, strides = list(x.shape), list(x.strides)
    shape[axis] = (shape[axis] + 1) // 2
    strides[axis] *= 2
    return as_strided(x, shape, strides)


def where_between(x, low, high):
    flat = x.flatten()
    keep = np.logical_and(np.greater_equal(flat, low), np.less_equal(flat, high))
    return np.compress(keep, flat)


def set_diagonal(x, value):
    n, m = x.shape[-2:]
    shape = (*x.shape[:-2], min(n, m))
    new = np.array(np.broadcast_to(value, shape))
    diagonal = as_strided(x, shape, (*x.strides[:-2], x.strides[-2] + x.strides[-1]))
    np.copyto(diagonal, new, casting="unsafe")
