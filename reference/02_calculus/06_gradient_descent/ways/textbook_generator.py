import numpy as np


def iterate(step, x, n):
    yield x
    for _ in range(n):
        x = step(x)
        yield x


def gradient_descent(grad, x0, lr, steps):
    return np.stack(list(iterate(lambda x: x - lr * grad(x), x0, steps)))
