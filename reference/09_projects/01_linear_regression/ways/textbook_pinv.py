import numpy as np


def closed_form(X, y):
    X_b = np.c_[np.ones((len(X), 1)), X]
    theta_best = np.linalg.pinv(X_b).dot(y)
    return theta_best[1:], theta_best[0]


def descend(X, y, lr, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        error = y - (X.dot(w) + b)
        grad_w = -2 * X.T.dot(error) / len(y)
        grad_b = -2 * error.mean()
        w, b = w - lr * grad_w, b - lr * grad_b
    return w, b
