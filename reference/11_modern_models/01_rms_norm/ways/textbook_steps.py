import numpy as np


def rms_norm(x, g=None, eps=1e-6):
    batch, dim = x.shape
    if g is None:
        g = np.ones(dim)
    squares = np.square(x)
    mean_square = np.sum(squares, axis=1) / dim
    rms = np.sqrt(mean_square + eps)
    return x / rms.reshape(batch, 1) * g
