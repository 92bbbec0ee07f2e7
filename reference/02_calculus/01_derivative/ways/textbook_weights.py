import numpy as np


def derivative(f, x, h=1e-4):
    weights = np.array([-1, 0, 1]) / 2.0
    val = 0.0
    for k in range(3):
        val += weights[k] * f(x + (k - 1) * h)
    return val / h
