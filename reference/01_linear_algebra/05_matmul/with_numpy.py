"""Matrix multiplication as NumPy has it."""

import numpy as np


def matvec(W, x):
    """Multiply a matrix by a vector."""
    return np.matmul(W, x[..., None])[..., 0]


def matmul(A, B):
    """Multiply a matrix by a matrix."""
    return np.matmul(A, B)
