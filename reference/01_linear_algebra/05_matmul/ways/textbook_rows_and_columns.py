import numpy as np


def matvec(W, x):
    return np.array([np.sum(row * x) for row in W])


def matmul(A, B):
    return np.array([[sum(a * b for a, b in zip(row, col, strict=True)) for col in zip(*B, strict=True)] for row in A])
