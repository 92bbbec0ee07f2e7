import numpy as np


def gradient_descent(grad, x0, lr, steps):
    x = x0.copy()
    history = []
    for _ in range(steps):
        history.append(x.copy())
        x -= lr * grad(x)
    history.append(x.copy())
    return np.array(history)
