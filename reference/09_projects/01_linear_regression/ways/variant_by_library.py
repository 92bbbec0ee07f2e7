"""Right all the same: each library's own least squares, told apart by hand."""

import numpy as np


def closed_form(X, y):
    if isinstance(X, np.ndarray):
        A = np.concatenate([np.ones_like(X[:, :1]), X], axis=1)
        both = np.linalg.lstsq(A, y, rcond=None)[0]
    else:
        import torch

        A = torch.cat([torch.ones_like(X[:, :1]), X], dim=1)
        both = torch.linalg.pinv(A) @ y
    return both[1:], both[0]


def descend(X, y, lr, steps):
    n = len(y)
    w, b = 0 * X[0], 0 * y[0]
    while steps:
        r = y - X @ w - b
        w, b, steps = w + 2 * lr / n * (r @ X), b + 2 * lr / n * r.sum(), steps - 1
    return w, b
