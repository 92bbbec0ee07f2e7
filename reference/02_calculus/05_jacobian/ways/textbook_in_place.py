import numpy as np

EPS = 1e-6


def jacobian(func, x):
    out = func(x)
    jac = np.empty((out.size, x.size))
    for j in range(x.size):
        old = x[j]
        x[j] = old + EPS
        plus = func(x)
        x[j] = old - EPS
        minus = func(x)
        x[j] = old
        jac[:, j] = (plus - minus) / (2 * EPS)
    return jac


def jvp(func, x, v):
    return np.dot(jacobian(func, x), v)


def vjp(func, x, u):
    return np.dot(jacobian(func, x).T, u)
