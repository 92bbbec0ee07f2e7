import numpy as np


def minor(a, i, j):
    return np.delete(np.delete(a, i, axis=0), j, axis=1)


def determinant(a):
    if len(a) == 1:
        return a[0, 0]
    return sum((-1) ** j * a[0, j] * determinant(minor(a, 0, j)) for j in range(len(a)))


def inverse(a):
    n = len(a)
    det = determinant(a)
    if det == 0:
        raise ValueError("This matrix has no inverse.")
    cofactors = np.array([[(-1) ** (i + j) * determinant(minor(a, i, j)) for j in range(n)] for i in range(n)])
    return cofactors.T / det


def solve(a, b):
    return inverse(a) @ b
