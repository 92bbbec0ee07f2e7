import math

import numpy as np


def kl_of_lists(p, q):
    total = 0.0
    for pi, qi in zip(p, q, strict=True):
        if pi == 0:
            continue
        if qi == 0:
            return math.inf
        total += pi * math.log(pi / qi)
    return total


def kl_divergence(p, q, axis=-1):
    p, q = np.moveaxis(p, axis, -1), np.moveaxis(q, axis, -1)
    k = p.shape[-1]
    values = [kl_of_lists(a, b) for a, b in zip(p.reshape(-1, k), q.reshape(-1, k), strict=True)]
    return np.array(values).reshape(p.shape[:-1])
