import numpy as np


def norm(x, ord=2, axis=-1):
    if ord == 1:
        return np.abs(x).sum(axis=axis)
    elif ord == 2:
        return np.sqrt((x**2).sum(axis=axis))
    else:
        return np.abs(x).max(axis=axis)


def distance(u, v, ord=2):
    return norm(u - v, ord)
