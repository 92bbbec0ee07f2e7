import numpy as np


def closed_form(X, y):
    X_offset = np.average(X, axis=0)
    y_offset = np.average(y)
    coef, _, rank, singular = np.linalg.lstsq(X - X_offset, y - y_offset, rcond=None)
    intercept = y_offset - np.dot(X_offset, coef)
    return coef, intercept


def descend(X, y, lr, steps):
    theta = np.zeros(X.shape[1] + 1)
    A = np.c_[X, np.ones(len(X))]
    for _ in range(steps):
        gradients = 2 / len(A) * A.T @ (A @ theta - y)
        theta = theta - lr * gradients
    return theta[:-1], theta[-1]
