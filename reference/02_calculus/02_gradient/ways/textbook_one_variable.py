import numpy as np


def derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def partial(f, x, i):
    def along_i(value):
        moved = x.copy()
        moved[i] = value
        return f(moved)

    return derivative(along_i, x[i])


def gradient(f, x):
    result = np.empty_like(x)
    for index in np.ndindex(*x.shape):
        result[index] = partial(f, x, index)
    return result
