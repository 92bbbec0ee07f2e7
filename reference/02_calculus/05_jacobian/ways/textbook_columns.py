import numpy as np


def jacobian(f, x, h=1e-5):
    n = len(x)
    m = len(f(x))
    J = np.zeros((m, n))
    for j in range(n):
        e = np.zeros(n)
        e[j] = h
        J[:, j] = (f(x + e) - f(x - e)) / (2 * h)
    return J


def jvp(f, x, v):
    return jacobian(f, x) @ v


def vjp(f, x, u):
    return u @ jacobian(f, x)
