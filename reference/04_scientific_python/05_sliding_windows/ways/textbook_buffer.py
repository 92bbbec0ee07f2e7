import numpy as np


def windows(x, size, step=1):
    count = int(np.floor((len(x) - size) / step)) + 1
    (s,) = x.strides
    return np.ndarray((count, size), dtype=x.dtype, buffer=x, strides=(s * step, s))


def moving_average(x, size):
    return np.mean([x[i : len(x) - size + 1 + i] for i in range(size)], axis=0)
