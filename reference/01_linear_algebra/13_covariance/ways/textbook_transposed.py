import numpy as np


def covariance(x, ddof=1):
    X = np.array(x.T, dtype=float)
    avg = np.average(X, axis=1)
    fact = X.shape[1] - ddof
    X -= avg[:, None]
    c = np.dot(X, X.T)
    c *= np.true_divide(1, fact)
    return c


def correlation(x):
    c = covariance(x, ddof=0)
    d_inv = np.diag(1.0 / np.std(x, axis=0, ddof=0))
    return d_inv @ c @ d_inv
