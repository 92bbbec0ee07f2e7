import numpy as np


def numerical_gradient(f, x, h=1e-4):
    grad = np.zeros(x.shape)
    for idx, _ in np.ndenumerate(x):
        x_plus, x_minus = x.copy(), x.copy()
        x_plus[idx] += h
        x_minus[idx] -= h
        grad[idx] = (f(x_plus) - f(x_minus)) / (2 * h)
    return grad


def directional_derivative(f, x, d):
    u = d.ravel() / np.linalg.norm(d.ravel())
    return np.dot(numerical_gradient(f, x).ravel(), u)


def steepest_ascent(f, x):
    g = numerical_gradient(f, x)
    return g / np.linalg.norm(g.ravel())
