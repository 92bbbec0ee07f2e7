import numpy as np

rng = np.random.default_rng(0)


def dropout(x, p=0.5, training=True, uniform=None):
    if not training:
        return x
    if uniform is None:
        uniform = rng.random(x.shape)
    out = x / (1 - p)
    out[uniform < p] = 0.0
    return out
