import numpy as np


def log_or_zero(x, where):
    return np.log(np.where(where, x, 1))


def kl_divergence(p, q, axis=-1):
    cross_entropy = -np.sum(p * log_or_zero(q, p > 0), axis=axis)
    entropy = -np.sum(p * log_or_zero(p, p > 0), axis=axis)
    return cross_entropy - entropy
