import numpy as np


def power_iteration(a, steps):
    x = np.full(a.shape[0], 1.0)
    x /= np.linalg.norm(x)
    for _ in range(steps):
        y = a.dot(x)
        x = y / np.linalg.norm(y)
    return np.dot(x, a.dot(x)) / np.dot(x, x), x
