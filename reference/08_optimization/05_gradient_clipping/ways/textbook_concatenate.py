import numpy as np


def clip_by_norm(grads, max_norm):
    flat = np.concatenate([g.flatten() for g in grads])
    norm = (flat @ flat) ** 0.5
    scale = min(1.0, max_norm / (norm + 1e-6))
    return [scale * g for g in grads], norm


def clip_by_value(grads, limit):
    out = []
    for g in grads:
        h = g.copy()
        h[h > limit] = limit
        h[h < -limit] = -limit
        out.append(h)
    return out
