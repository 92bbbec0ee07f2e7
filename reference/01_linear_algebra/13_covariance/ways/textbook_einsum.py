import numpy as np


def covariance(x, ddof=1):
    centred = x - np.mean(x, axis=0, keepdims=True)
    return np.einsum("ni,nj->ij", centred, centred) / (x.shape[0] - ddof)


def correlation(x):
    centred = x - np.mean(x, axis=0, keepdims=True)
    unit = centred / np.linalg.norm(centred, axis=0)
    return np.clip(unit.T @ unit, -1.0, 1.0)
