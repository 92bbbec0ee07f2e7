import numpy as np

h = 1e-4
TOLERANCE = 1e-4


def hessian(f, x):
    n = len(x)
    H = np.zeros((n, n))
    step = np.eye(n) * h
    for i in range(n):
        for j in range(n):
            H[i, j] = (
                f(x + step[i] + step[j])
                - f(x + step[i] - step[j])
                - f(x - step[i] + step[j])
                + f(x - step[i] - step[j])
            ) / (4 * h**2)
    return H


def classify(f, x):
    eigenvalues = np.linalg.eigvalsh(hessian(f, x))
    if np.all(eigenvalues > TOLERANCE):
        return "minimum"
    if np.all(eigenvalues < -TOLERANCE):
        return "maximum"
    if np.any(eigenvalues > TOLERANCE) and np.any(eigenvalues < -TOLERANCE):
        return "saddle"
    return "undecided"


def largest_step(f, x):
    return 2 / np.max(np.linalg.eigvalsh(hessian(f, x)))
