import numpy as np


def logsumexp(a, axis=-1):
    a_max = np.amax(a, axis=axis, keepdims=True)
    a_max = np.where(np.isfinite(a_max), a_max, 0)
    tmp = np.exp(a - a_max)
    with np.errstate(divide="ignore"):
        out = np.log(np.sum(tmp, axis=axis, keepdims=False))
    return out + np.squeeze(a_max, axis=axis)


def log_softmax(x, axis=-1):
    tmp = x - np.amax(x, axis=axis, keepdims=True)
    return tmp - np.log(np.sum(np.exp(tmp), axis=axis, keepdims=True))
