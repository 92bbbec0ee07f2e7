import numpy as np

h = 0.00001


def partial(f, x, ix):
    old_value = x[ix]
    x[ix] = old_value + h
    fxph = f(x)
    x[ix] = old_value - h
    fxmh = f(x)
    x[ix] = old_value
    return (fxph - fxmh) / (2 * h)


def gradient(f, x):
    grad = np.zeros(x.shape)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        grad[ix] = partial(f, x, ix)
        it.iternext()
    return grad
