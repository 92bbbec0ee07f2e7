import numpy as np


def dropout(x, p=0.5, training=True, uniform=None):
    if training:
        u = np.random.rand(*x.shape) if uniform is None else uniform  # noqa: NPY002
        mask = (u >= p) / (1 - p)
        out = x * mask
    else:
        out = x
    return out
