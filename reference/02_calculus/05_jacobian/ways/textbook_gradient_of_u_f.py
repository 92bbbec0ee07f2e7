import numpy as np


def numerical_gradient(f, x, h=1e-4):
    grad = np.zeros_like(x)
    for i in range(x.size):
        x_plus, x_minus = x.copy(), x.copy()
        x_plus[i] += h
        x_minus[i] -= h
        grad[i] = (f(x_plus) - f(x_minus)) / (2 * h)
    return grad


def jacobian(f, x):
    m = f(x).shape[0]
    return np.array([numerical_gradient(lambda z, i=i: f(z)[i], x) for i in range(m)])


def vjp(f, x, u):
    return numerical_gradient(lambda z: np.sum(u * f(z)), x)


def jvp(f, x, v):
    return np.sum(jacobian(f, x) * v, axis=1)
