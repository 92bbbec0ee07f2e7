"""Covariance and correlation as NumPy has them."""

import numpy as np


def covariance(x, ddof=1):
    """How each pair of columns varies together."""
    if len(x) <= ddof:
        raise ValueError("too few rows")
    return np.cov(x, rowvar=False, ddof=ddof, dtype=x.dtype).reshape(x.shape[1], x.shape[1])


def correlation(x):
    """The covariance of columns that have been given the same spread."""
    if len(x) < 2:
        raise ValueError("too few rows")
    return np.corrcoef(x, rowvar=False, dtype=x.dtype).reshape(x.shape[1], x.shape[1])
