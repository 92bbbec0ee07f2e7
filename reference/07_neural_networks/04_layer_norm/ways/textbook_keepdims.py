import numpy as np


def layer_norm(x, gamma=None, beta=None, eps=1e-5):
    mean = np.mean(x, axis=-1, keepdims=True)
    variance = np.var(x, axis=-1, keepdims=True)
    x_hat = (x - mean) / np.sqrt(variance + eps)
    if gamma is None:
        gamma = np.ones(x.shape[-1])
    if beta is None:
        beta = np.zeros(x.shape[-1])
    return gamma * x_hat + beta
