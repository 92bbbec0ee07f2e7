import numpy as np


def norm(x, ord=2, axis=-1):
    if ord == np.inf:
        return np.max(np.abs(x), axis)
    return np.sum(np.abs(x) ** ord, axis) ** (1 / ord)


def distance(u, v, ord=2):
    return norm(np.subtract(u, v), ord=ord)
