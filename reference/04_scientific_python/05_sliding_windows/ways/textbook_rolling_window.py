import numpy as np


def windows(x, size, step=1):
    shape = (*x.shape[:-1], x.shape[-1] - size + 1, size)
    strides = (*x.strides, x.strides[-1])
    rolled = np.lib.stride_tricks.as_strided(x, shape=shape, strides=strides, writeable=False)
    return rolled[..., ::step, :]


def moving_average(x, size):
    ret = np.cumsum(x, dtype=float)
    ret[size:] = ret[size:] - ret[:-size]
    return ret[size - 1 :] / size
