import numpy as np


def closed_form(X, y):
    A = np.column_stack((np.ones(X.shape[0]), X))
    theta = np.linalg.solve(A.T.dot(A), A.T.dot(y))
    return theta[1:], theta[0]


def descend(X, y, lr, steps):
    m, n = X.shape
    w = np.zeros(n)
    b = 0.0
    for _ in range(steps):
        dj_dw = np.zeros(n)
        dj_db = 0.0
        for i in range(m):
            err = (np.dot(X[i], w) + b) - y[i]
            for j in range(n):
                dj_dw[j] = dj_dw[j] + err * X[i, j]
            dj_db = dj_db + err
        w = w - lr * 2 * dj_dw / m
        b = b - lr * 2 * dj_db / m
    return w, b
