import numpy as np


def plu(a):
    n = a.shape[0]
    L, U, order = np.zeros((n, n)), a.astype(float), np.arange(n)
    for k in range(n):
        p = k + np.abs(U[k:, k]).argmax()
        U[[k, p]], L[[k, p]], order[[k, p]] = U[[p, k]], L[[p, k]], order[[p, k]]
        if abs(U[k, k]) < 1e-12:
            raise np.linalg.LinAlgError("Singular matrix")
        L[k:, k] = U[k:, k] / U[k, k]
        U[k + 1 :] -= np.outer(L[k + 1 :, k], U[k])
    return order, L, U


def solve(a, b):
    assert a.shape[0] == a.shape[1]
    order, L, U = plu(a)
    y = np.zeros_like(b)
    for i in range(len(b)):
        y[i] = b[order[i]] - L[i, :i] @ y[:i]
    x = np.zeros_like(b)
    for i in reversed(range(len(b))):
        x[i] = (y[i] - U[i, i + 1 :] @ x[i + 1 :]) / U[i, i]
    return x


def inverse(a):
    return solve(a, np.identity(len(a)))
