import numpy as np

h = 1e-5


def eval_numerical_gradient(f, x):
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        oldval = x[ix]
        x[ix] = oldval + h
        fxph = f(x)
        x[ix] = oldval - h
        fxmh = f(x)
        x[ix] = oldval
        grad[ix] = (fxph - fxmh) / (2 * h)
        it.iternext()
    return grad


def directional_derivative(f, x, d):
    grad = eval_numerical_gradient(f, x)
    return np.sum(grad * d) / np.sqrt(np.sum(d**2))


def steepest_ascent(f, x):
    grad = eval_numerical_gradient(f, x)
    norm = np.sqrt(np.sum(grad**2))
    if norm == 0:
        return grad
    return grad / norm
