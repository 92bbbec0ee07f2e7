import numpy as np

EPSILON = 1e-4


def partial(f, x, i):
    x_plus = np.copy(x)
    x_plus[i] = x_plus[i] + EPSILON
    x_minus = np.copy(x)
    x_minus[i] = x_minus[i] - EPSILON
    return (f(x_plus) - f(x_minus)) / (2 * EPSILON)


def gradient(f, x):
    grad = np.zeros_like(x)
    for i, _ in np.ndenumerate(x):
        grad[i] = partial(f, x, i)
    return grad
