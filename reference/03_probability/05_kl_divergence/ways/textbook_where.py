import numpy as np


def kl_divergence(p, q, axis=-1):
    return np.sum(np.where(p != 0, p * np.log(p / q), 0), axis=axis)
