import numpy as np

h = 1e-5


def gradient(f, x):
    x = x.copy()
    grad = np.zeros_like(x)
    flat, flat_grad = x.ravel(), grad.ravel()
    for k in range(x.size):
        tmp_val = flat[k]
        flat[k] = tmp_val + h
        fxh1 = f(x)
        flat[k] = tmp_val - h
        fxh2 = f(x)
        flat_grad[k] = (fxh1 - fxh2) / (2 * h)
        flat[k] = tmp_val
    return grad


def partial(f, x, i):
    return gradient(f, x)[i]
