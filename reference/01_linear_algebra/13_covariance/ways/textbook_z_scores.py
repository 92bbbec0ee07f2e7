import numpy as np


def covariance(x, ddof=1):
    n, p = x.shape
    mu = np.mean(x, axis=0)
    S = np.zeros((p, p))
    for row in x:
        d = (row - mu).reshape(-1, 1)
        S += d @ d.T
    return S / (n - ddof)


def correlation(x):
    z = (x - np.mean(x, axis=0)) / np.std(x, axis=0)
    return np.dot(z.T, z) / len(x)
