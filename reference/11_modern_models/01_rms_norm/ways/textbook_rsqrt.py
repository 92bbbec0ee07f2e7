import numpy as np


def rms_norm(x, weight=None, eps=1e-6):
    variance = (x**2).mean(-1, keepdims=True)
    x = x * (1.0 / np.sqrt(variance + eps))
    return x if weight is None else weight * x
