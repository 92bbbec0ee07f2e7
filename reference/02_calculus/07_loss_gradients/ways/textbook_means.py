import numpy as np


def mse_gradient(W, X, y):
    residual = X @ W - y
    if W.ndim == 1:
        return np.mean(2 * residual[:, np.newaxis] * X, axis=0)
    return np.mean(2 * X[:, :, np.newaxis] * residual[:, np.newaxis, :], axis=0)


def logistic_gradient(w, X, y):
    t = np.exp(-X @ w)
    return np.mean((1 / (1 + t) - y)[:, None] * X, axis=0)
