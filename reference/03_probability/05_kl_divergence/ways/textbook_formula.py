import numpy as np


def kl_divergence(p, q, axis=-1):
    return np.sum(p * np.log(p / q), axis=axis)
