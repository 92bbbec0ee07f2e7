import numpy as np


def layer_norm(x, gamma=None, beta=None, eps=1e-5):
    xt = x.T
    mean = xt.mean(axis=0)
    var = xt.var(axis=0)
    x_norm = ((xt - mean) / np.sqrt(var + eps)).T
    out = x_norm
    if gamma is not None:
        out = out * gamma
    if beta is not None:
        out = out + beta
    return out
