import numpy as np


def matvec(W, x):
    if W.shape[1] != x.shape[0]:
        raise Exception("incompatible shapes")
    return np.sum(W * x, axis=1)


def matmul(A, B):
    if A.shape[1] != B.shape[0]:
        raise Exception("incompatible shapes")
    return np.sum(A[:, :, np.newaxis] * B[np.newaxis, :, :], axis=1)
