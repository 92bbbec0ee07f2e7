import numpy as np


def windows(x, size, step=1):
    n_windows = (len(x) - size) // step + 1
    stride = x.strides[0]
    return np.lib.stride_tricks.as_strided(x, shape=(n_windows, size), strides=(step * stride, stride))


def moving_average(x, size):
    cumsum = np.cumsum(np.insert(x, 0, 0))
    return (cumsum[size:] - cumsum[:-size]) / size
