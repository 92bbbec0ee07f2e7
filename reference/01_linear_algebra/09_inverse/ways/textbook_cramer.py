import numpy as np


def det(m):
    if m.shape[0] == 1:
        return m[0, 0]
    return sum((-1) ** j * m[0, j] * det(np.delete(m[1:], j, axis=1)) for j in range(m.shape[0]))


def solve(a, b):
    if b.ndim == 2:
        return np.column_stack([solve(a, column) for column in b.T])
    x = np.empty_like(b)
    for i in range(len(b)):
        replaced = a.copy()
        replaced[:, i] = b
        x[i] = det(replaced) / det(a)
    return x


def inverse(a):
    return solve(a, np.eye(len(a)))
