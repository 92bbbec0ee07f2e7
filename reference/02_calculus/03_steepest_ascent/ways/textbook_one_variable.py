import numpy as np


def unit(v):
    return v / np.sqrt((v * v).sum())


def derivative(g, t, h=1e-6):
    return (g(t + h) - g(t - h)) / (2 * h)


def directional_derivative(f, x, d):
    u = unit(d)
    return derivative(lambda t: f(x + t * u), 0.0)


def steepest_ascent(f, x):
    basis = np.eye(x.size).reshape(x.size, *x.shape)
    grad = np.array([derivative(lambda t, e=e: f(x + t * e), 0.0) for e in basis])
    return unit(grad).reshape(x.shape)
