import math

import numpy as np


def clip_by_norm(grads, max_norm):
    norm = math.sqrt(sum(np.sum(np.square(g)) for g in grads))
    if norm + 1e-6 > max_norm:
        return [g * max_norm / (norm + 1e-6) for g in grads], norm
    return [np.array(g) for g in grads], norm


def clip_by_value(grads, limit):
    return [np.where(np.abs(g) > limit, np.sign(g) * limit, g) for g in grads]
