import numpy as np


def second_difference(f, x, i, h):
    e = np.zeros(len(x))
    e[i] = h
    return (f(x + e) - 2 * f(x) + f(x - e)) / h**2


def mixed_difference(f, x, i, j, h):
    a, b = np.zeros(len(x)), np.zeros(len(x))
    a[i], b[j] = h, h
    return (f(x + a + b) - f(x + a - b) - f(x - a + b) + f(x - a - b)) / (4 * h**2)


def hessian(f, x, h=1e-3):
    n = len(x)
    H = np.empty((n, n))
    for i in range(n):
        H[i, i] = second_difference(f, x, i, h)
        for j in range(i):
            H[i, j] = H[j, i] = mixed_difference(f, x, i, j, h)
    return H


def classify(f, x, tol=1e-4):
    lowest, *_, highest = np.sort(np.linalg.eigvals(hessian(f, x)).real)
    if lowest > tol:
        return "minimum"
    if highest < -tol:
        return "maximum"
    return "saddle" if lowest < -tol and highest > tol else "undecided"


def largest_step(f, x):
    *_, highest = np.sort(np.linalg.eigvals(hessian(f, x)).real)
    return 2 / highest
