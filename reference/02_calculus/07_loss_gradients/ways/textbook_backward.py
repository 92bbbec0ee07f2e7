import numpy as np


def mse_gradient(W, X, y):
    N = len(X)
    pred = X @ W
    dpred = 2.0 * (pred - y) / N
    dW = np.dot(X.T, dpred)
    return dW


def logistic_gradient(w, X, y):
    N = len(X)
    z = np.dot(X, w)
    p = 1.0 / (1.0 + np.exp(-z))
    dp = (-y / p + (1 - y) / (1 - p)) / N
    dz = dp * p * (1 - p)
    return np.dot(X.T, dz)
