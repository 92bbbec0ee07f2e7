import numpy as np


def covariance(x, ddof=1):
    n = x.shape[0]
    x_centered = x - x.mean(axis=0)
    return x_centered.T @ x_centered / (n - ddof)


def correlation(x):
    cov = covariance(x)
    std = np.sqrt(np.diag(cov))
    return cov / np.outer(std, std)
