import numpy as np


def power_iteration(a, steps):
    b = np.ones(a.shape[0]) / np.sqrt(a.shape[0])
    for _ in range(steps):
        Ab = np.dot(a, b)
        b = Ab / np.linalg.norm(Ab)
    return b @ a @ b, b


def eigh(a):
    A = a.copy()
    n = len(A)
    V = np.eye(n)
    for _ in range(1000):
        off = np.abs(np.triu(A, 1))
        k, m = np.unravel_index(np.argmax(off), off.shape)
        if off[k, m] < 1e-14:
            break
        theta = np.pi / 4 if A[k, k] == A[m, m] else 0.5 * np.arctan(2 * A[k, m] / (A[k, k] - A[m, m]))
        J = np.eye(n)
        J[k, k] = J[m, m] = np.cos(theta)
        J[k, m], J[m, k] = -np.sin(theta), np.sin(theta)
        A = J.T @ A @ J
        V = V @ J
    values = np.diag(A)
    order = np.argsort(values)
    return values[order], V[:, order]
