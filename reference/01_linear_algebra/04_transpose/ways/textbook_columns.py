import numpy as np


def transpose(a):
    m, n = a.shape
    b = np.empty((n, m), dtype=a.dtype)
    for k in range(n):
        b[k] = a[:, k]
    return b
