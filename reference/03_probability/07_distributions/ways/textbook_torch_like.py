import math

import numpy as np


def normal_log_prob(value, loc, scale):
    var = scale**2
    log_scale = np.log(scale)
    return -((value - loc) ** 2) / (2 * var) - log_scale - math.log(math.sqrt(2 * math.pi))


def uniform_log_prob(value, low, high):
    lb = (low <= value).astype(float)
    ub = (high > value).astype(float)
    return np.log(lb * ub) - np.log(high - low)


def categorical_log_prob(value, probs):
    log_p = np.log(probs / probs.sum(-1, keepdims=True))
    return np.take(log_p, value)
