import numpy as np


def layer_norm(x, gamma=None, beta=None, eps=1e-5):
    N, D = x.shape
    gamma = np.ones(D) if gamma is None else gamma
    beta = np.zeros(D) if beta is None else beta
    mu = 1.0 / D * np.sum(x, axis=1)
    xmu = x - mu.reshape(N, 1)
    sq = xmu**2
    var = 1.0 / D * np.sum(sq, axis=1)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1.0 / sqrtvar
    xhat = xmu * ivar.reshape(N, 1)
    gammax = gamma * xhat
    return gammax + beta
