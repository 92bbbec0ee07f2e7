import numpy as np


def matvec(W, x):
    """A weighted sum of the columns."""
    return sum(x[j] * W[:, j] for j in range(len(x)))


def matmul(A, B):
    return sum(np.outer(A[:, j], B[j, :]) for j in range(A.shape[1]))
