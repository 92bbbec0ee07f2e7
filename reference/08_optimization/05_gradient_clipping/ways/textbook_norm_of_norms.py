import numpy as np


def clip_by_norm(grads, max_norm):
    norms = [np.linalg.norm(g) for g in grads]
    total_norm = np.linalg.norm(np.stack(norms))
    clip_coef = max_norm / (total_norm + 1e-6)
    clip_coef_clamped = np.minimum(clip_coef, 1.0)
    return [g * clip_coef_clamped for g in grads], total_norm


def clip_by_value(grads, limit):
    return [np.minimum(np.maximum(g, -limit), limit) for g in grads]
