import numpy as np


def entropy_of(p):
    p = p[p > 0]
    return np.sum(p * np.log(1 / p))


def entropy(p, axis=-1):
    return np.apply_along_axis(entropy_of, axis, p)
