import numpy as np


def clip_by_norm(grads, max_norm):
    total_norm = np.sqrt(sum(np.sum(np.square(g)) for g in grads))
    if total_norm > max_norm:
        return [g * (max_norm / (total_norm + 1e-6)) for g in grads], total_norm
    return [g.copy() for g in grads], total_norm


def clip_by_value(grads, limit):
    clipped = [g.copy() for g in grads]
    for g in clipped:
        g[g > limit] = limit
        g[g < -limit] = -limit
    return clipped
