import numpy as np


def rotate_every_two(x):
    x1 = x[..., ::2]
    x2 = x[..., 1::2]
    return np.stack((-x2, x1), axis=-1).reshape(x.shape)


def rope(x, positions, base=10000.0):
    dim = x.shape[-1]
    inv_freq = 1.0 / (base ** (np.arange(0, dim, 2) / dim))
    sinusoid_inp = np.einsum("i,j->ij", positions, inv_freq)
    sin = np.repeat(np.sin(sinusoid_inp), 2, axis=-1)
    cos = np.repeat(np.cos(sinusoid_inp), 2, axis=-1)
    return x * cos + rotate_every_two(x) * sin
