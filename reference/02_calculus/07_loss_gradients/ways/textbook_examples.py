import math

import numpy as np


def mse_gradient(W, X, y):
    grad = np.zeros_like(W)
    for x_i, y_i in zip(X, y, strict=True):
        error = x_i @ W - y_i
        grad += 2 * np.multiply.outer(x_i, error)
    return grad / len(X)


def logistic_gradient(w, X, y):
    grad = np.zeros_like(w)
    for x_i, y_i in zip(X, y, strict=True):
        p = 1 / (1 + math.exp(-np.dot(w, x_i)))
        grad += (p - y_i) * x_i
    return grad / len(X)
