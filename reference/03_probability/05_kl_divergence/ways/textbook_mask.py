import numpy as np


def kl(p, q):
    support = p > 0
    return np.sum(p[support] * (np.log(p[support]) - np.log(q[support])))


def kl_divergence(p, q, axis=-1):
    p, q = np.moveaxis(p, axis, -1), np.moveaxis(q, axis, -1)
    out = np.zeros(p.shape[:-1])
    for i in np.ndindex(out.shape):
        out[i] = kl(p[i], q[i])
    return out
