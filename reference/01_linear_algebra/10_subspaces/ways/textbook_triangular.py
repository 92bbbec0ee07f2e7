import numpy as np


def echelon(a):
    U = np.array(a, dtype=float)
    row = 0
    columns = []
    for col in range(U.shape[1]):
        if row >= U.shape[0]:
            break
        best = max(range(row, U.shape[0]), key=lambda i: abs(U[i, col]))
        if np.isclose(U[best, col], 0):
            continue
        U[[row, best]] = U[[best, row]]
        U[row + 1 :] -= np.outer(U[row + 1 :, col] / U[row, col], U[row])
        columns.append(col)
        row += 1
    return U, columns


def rank(a, tol=None):
    U, _ = echelon(a)
    return np.sum(~np.all(np.isclose(U, 0), axis=1))


def null_space(a):
    U, columns = echelon(a)
    n = U.shape[1]
    solutions = []
    for free in sorted(set(range(n)) - set(columns)):
        x = np.zeros(n)
        x[free] = 1.0
        for i in reversed(range(len(columns))):
            x[columns[i]] = -(U[i, columns[i] + 1 :] @ x[columns[i] + 1 :]) / U[i, columns[i]]
        solutions.append(x)
    N = np.array(solutions).T
    Q = np.zeros_like(N)
    for j in range(N.shape[1]):
        q = N[:, j] - Q[:, :j] @ (Q[:, :j].T @ N[:, j])
        Q[:, j] = q / np.linalg.norm(q)
    return Q


def in_span(vectors, v):
    return bool(rank(np.c_[vectors, v]) == rank(vectors))
