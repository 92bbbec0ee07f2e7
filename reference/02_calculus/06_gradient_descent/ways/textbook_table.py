import numpy as np


def gradient_descent(grad, x0, lr, steps):
    path = np.zeros((steps + 1, *x0.shape))
    path[0] = x0
    for t in range(steps):
        path[t + 1] = path[t] - lr * grad(path[t])
    return path
