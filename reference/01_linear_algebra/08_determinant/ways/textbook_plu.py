import numpy as np


def plu(A):
    n = A.shape[0]
    U, L, P = A.copy(), np.eye(n), np.eye(n)
    swaps = 0
    for k in range(n):
        p = k + np.argmax(abs(U[k:, k]))
        if p != k:
            U[[k, p]] = U[[p, k]]
            P[[k, p]] = P[[p, k]]
            L[[k, p], :k] = L[[p, k], :k]
            swaps += 1
        if np.isclose(U[k, k], 0):
            continue
        L[k + 1 :, k] = U[k + 1 :, k] / U[k, k]
        U[k + 1 :] -= np.outer(L[k + 1 :, k], U[k])
    return P, L, U, swaps


def determinant(a):
    if a.ndim != 2 or a.shape[0] != a.shape[1]:
        raise ValueError("The matrix must be square.")
    _, _, U, swaps = plu(a)
    return (-1) ** swaps * np.prod(np.diag(U))
