import numpy as np
from numpy.lib.stride_tricks import as_strided


def windows(x, size, step=1):
    count = 1 + (x.size - size) // step
    return as_strided(x, (count, size), (x.itemsize * step, x.itemsize))


def moving_average(x, size):
    averages = []
    for i in range(len(x) - size + 1):
        window = x[i : i + size]
        averages.append(sum(window) / size)
    return np.array(averages)
