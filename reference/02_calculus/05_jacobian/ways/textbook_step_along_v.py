import numpy as np

h = 1e-5


def jvp(f, x, v):
    return (f(x + h * v) - f(x - h * v)) / (2 * h)


def jacobian(f, x):
    return np.column_stack([jvp(f, x, e) for e in np.eye(x.shape[0])])


def vjp(f, x, u):
    return np.array([np.dot(u, jvp(f, x, e)) for e in np.eye(x.shape[0])])
