import numpy as np


def take_rows(x, rows):
    return np.take(x, rows, axis=0)


def every_other(x, axis=0):
    slices = [slice(None)] * x.ndim
    slices[axis] = slice(None, None, 2)
    return x[tuple(slices)]


def where_between(x, low, high):
    return np.extract(np.logical_and(x >= low, x <= high), x)


def set_diagonal(x, value):
    np.fill_diagonal(x, value)
