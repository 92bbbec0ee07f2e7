import numpy as np


def relu(x):
    out = x.copy()
    out[out < 0] = 0
    return out


def dense(x, W, b):
    z = np.einsum("bi,io->bo", x, W)
    z += b
    return np.clip(z, 0, None)
