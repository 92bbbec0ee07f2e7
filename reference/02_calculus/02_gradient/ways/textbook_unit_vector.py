import numpy as np


def partial(f, x, i, h=1e-6):
    e_i = np.zeros_like(x)
    e_i[i] = 1
    return (f(x + h * e_i) - f(x - h * e_i)) / (2 * h)


def gradient(f, x):
    return np.array([partial(f, x, i) for i in np.ndindex(x.shape)]).reshape(x.shape)
