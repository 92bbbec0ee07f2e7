import numpy as np


def determinant(a):
    if a.shape == (1, 1):
        return a[0, 0]
    total = 0
    for j in range(a.shape[1]):
        minor = np.delete(np.delete(a, 0, axis=0), j, axis=1)
        total += (-1) ** j * a[0, j] * determinant(minor)
    return total
