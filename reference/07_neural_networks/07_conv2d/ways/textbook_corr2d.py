import numpy as np


def corr2d(X, K, stride):
    h, w = K.shape
    Y = np.zeros(((X.shape[0] - h) // stride[0] + 1, (X.shape[1] - w) // stride[1] + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            r, c = i * stride[0], j * stride[1]
            Y[i, j] = (X[r : r + h, c : c + w] * K).sum()
    return Y


def corr2d_multi_in(X, K, stride):
    return sum(corr2d(x, k, stride) for x, k in zip(X, K, strict=True))


def corr2d_multi_in_out(X, K, stride):
    return np.stack([corr2d_multi_in(X, k, stride) for k in K], 0)


def conv2d(x, weight, bias=None, stride=1, padding=0):
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(padding, int):
        padding = (padding, padding)
    batch = []
    for X in x:
        padded = np.zeros((X.shape[0], X.shape[1] + 2 * padding[0], X.shape[2] + 2 * padding[1]))
        padded[:, padding[0] : padding[0] + X.shape[1], padding[1] : padding[1] + X.shape[2]] = X
        batch.append(corr2d_multi_in_out(padded, weight, stride))
    out = np.stack(batch)
    if bias is not None:
        for o in range(len(bias)):
            out[:, o] += bias[o]
    return out
