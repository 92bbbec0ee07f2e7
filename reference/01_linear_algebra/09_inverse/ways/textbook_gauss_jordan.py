import numpy as np


def solve(a, b):
    n = a.shape[0]
    columns = b.reshape(n, -1)
    M = np.hstack([a, columns])
    for k in range(n):
        p = k + np.argmax(np.abs(M[k:, k]))
        if M[p, k] == 0:
            raise ValueError("Matrix is singular")
        M[[k, p]] = M[[p, k]]
        M[k] = M[k] / M[k, k]
        for i in range(n):
            if i != k:
                M[i] = M[i] - M[i, k] * M[k]
    return M[:, n:].reshape(b.shape)


def inverse(a):
    return solve(a, np.eye(a.shape[0]))
