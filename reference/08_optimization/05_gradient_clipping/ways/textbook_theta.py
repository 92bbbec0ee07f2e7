import numpy as np


def clip_by_norm(grads, max_norm):
    total_norm = 0
    for grad in grads:
        total_norm += np.sum(grad**2)
    total_norm = np.sqrt(total_norm)
    rate = max_norm / (total_norm + 1e-6)
    clipped = [grad * rate if rate < 1 else grad.copy() for grad in grads]
    return clipped, total_norm


def clip_by_value(grads, limit):
    return [np.clip(grad, -limit, limit) for grad in grads]
