import numpy as np


def central(f, x, i, h=1e-5):
    step = np.zeros_like(x)
    step[i] = h
    return (f(x + step) - f(x - step)) / (2 * h)


def jacobian(f, x):
    return np.array([central(f, x, i) for i in range(len(x))]).T


def jvp(f, x, v):
    J = jacobian(f, x)
    return J.dot(v)


def vjp(f, x, u):
    J = jacobian(f, x)
    return J.T.dot(u)
