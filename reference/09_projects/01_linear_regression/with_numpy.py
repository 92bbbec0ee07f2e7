"""Linear regression with NumPy: least squares with a column of ones, by singular values."""

import numpy as np


def closed_form(X, y):
    """Find weights and an intercept with the smallest mean squared error."""
    ones = np.ones_like(X[:, :1])
    solution = np.linalg.lstsq(np.concatenate([X, ones], axis=1), y, rcond=None)[0]
    return solution[:-1], solution[-1]


def descend(X, y, lr, steps):
    """Minimise the mean squared error by gradient descent from zeros."""
    A = np.concatenate([X, np.ones_like(X[:, :1])], axis=1)  # (n, d + 1)
    both = np.zeros_like(A[0])
    for _ in range(steps):
        both = both - (2 * lr / len(y)) * (A.T @ (A @ both - y))
    return both[:-1], both[-1]
