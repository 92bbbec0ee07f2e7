import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def mse_gradient(W, X, y):
    m = X.shape[0]
    return (2 / m) * X.T.dot(X.dot(W) - y)


def logistic_gradient(w, X, y):
    m = X.shape[0]
    h = sigmoid(X.dot(w))
    return (1 / m) * X.T.dot(h - y)
