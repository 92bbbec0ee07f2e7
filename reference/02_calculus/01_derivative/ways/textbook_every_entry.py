import numpy as np


def derivative(f, x, h=1e-4):
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        ix = it.multi_index
        fxph = f(x[ix] + h)
        fxmh = f(x[ix] - h)
        grad[ix] = (fxph - fxmh) / (2 * h)
        it.iternext()
    return grad
