"""A right solution that hands NumPy the address and the strides; averages one window after another, by fsum."""

import math

import numpy as np


class _Windows:
    def __init__(self, x, shape, strides):
        interface = x.__array_interface__
        self.owner = x
        self.__array_interface__ = interface | {
            "shape": shape,
            "strides": strides,
            "data": (interface["data"][0], True),
        }


def windows(x, size, step=1):
    starts = range(0, x.shape[-1] - size + 1, step)
    if size <= 0 or step <= 0 or not len(starts):
        raise ValueError("no such windows")
    shape = (*x.shape[:-1], len(starts), size)
    strides = (*x.strides[:-1], step * x.strides[-1], x.strides[-1])
    return np.asarray(_Windows(x, shape, strides))


def _mean(window):
    values = [float(v) for v in window]
    if any(math.isinf(v) or math.isnan(v) for v in values):
        return sum(values) / len(values)
    return math.fsum(values) / len(values)


def moving_average(x, size):
    if size < 1 or size > x.shape[-1]:
        raise ValueError("no such window")
    rows = x.reshape(-1, x.shape[-1])
    means = [[_mean(row[i : i + size]) for i in range(len(row) - size + 1)] for row in rows]
    dtype = x.dtype if x.dtype.kind == "f" else np.float64
    return np.array(means, dtype).reshape(*x.shape[:-1], x.shape[-1] - size + 1)
