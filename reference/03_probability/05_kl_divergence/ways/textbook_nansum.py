import numpy as np


def kl_divergence(p, q, axis=-1):
    kl = p * np.log(p / q)
    return np.nansum(kl, axis=axis)
