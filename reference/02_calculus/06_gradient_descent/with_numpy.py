"""Gradient descent as a running total whose next term depends on the last."""

from itertools import accumulate

import numpy as np


def gradient_descent(grad, x0, lr, steps):
    """Return the start and the point after each step."""
    return np.stack(list(accumulate(range(steps), lambda x, _: x - lr * grad(x), initial=x0)))
