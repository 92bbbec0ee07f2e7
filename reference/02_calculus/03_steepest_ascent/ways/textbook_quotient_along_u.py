import numpy as np


def directional_derivative(f, x, d, h=1e-5):
    u = d / np.sqrt(np.sum(d**2))
    return (f(x + h * u) - f(x - h * u)) / (2 * h)


def gradient(f, x):
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[i] = 1.0
        grad[i] = directional_derivative(f, x, e)
    return grad


def steepest_ascent(f, x):
    grad = gradient(f, x)
    return grad / np.sqrt(np.sum(grad**2))
