"""A dense layer in one line of NumPy."""

import numpy as np


def relu(x):
    """Keep what is positive; the rest becomes 0."""
    return np.clip(x, 0, None)


def dense(x, W, b):
    """Apply a dense layer to each row."""
    if b.shape != W.shape[1:]:
        raise ValueError("the library would stretch the bias")
    return np.clip(np.matmul(x, W) + b, 0, None)
