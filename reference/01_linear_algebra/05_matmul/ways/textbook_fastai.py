import numpy as np


def matvec(a, b):
    return (a * b[None, :]).sum(axis=1)


def matmul(a, b):
    (ar, ac), (br, bc) = a.shape, b.shape
    assert ac == br
    c = np.zeros((ar, bc))
    for i in range(ar):
        c[i] = (a[i, :, None] * b).sum(axis=0)
    return c
