import numpy as np


def gradient(f, x, h=1e-4):
    grad = np.zeros_like(x)
    for i in range(x.size):
        e = np.zeros_like(x)
        e[i] = h
        grad[i] = (f(x + e) - f(x - e)) / (2 * h)
    return grad


def hessian(f, x, h=1e-4):
    n = x.size
    H = np.zeros((n, n))
    for i in range(n):
        e = np.zeros_like(x)
        e[i] = h
        H[i] = (gradient(f, x + e) - gradient(f, x - e)) / (2 * h)
    return (H + H.T) / 2


def classify(f, x):
    w, _ = np.linalg.eigh(hessian(f, x))
    positive, negative = (w > 1e-4).sum(), (w < -1e-4).sum()
    if positive == len(w):
        return "minimum"
    elif negative == len(w):
        return "maximum"
    elif positive > 0 and negative > 0:
        return "saddle"
    else:
        return "undecided"


def largest_step(f, x):
    w, _ = np.linalg.eigh(hessian(f, x))
    return 2.0 / w[-1]
