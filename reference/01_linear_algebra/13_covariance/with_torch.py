"""Covariance and correlation as torch has them."""

import torch


def covariance(x, ddof=1):
    """How each pair of columns varies together."""
    if len(x) <= ddof:
        raise ValueError("too few rows")
    return torch.cov(x.T, correction=ddof).reshape(x.shape[1], x.shape[1])


def correlation(x):
    """The covariance of columns that have been given the same spread."""
    if len(x) < 2:
        raise ValueError("too few rows")
    return torch.corrcoef(x.T).reshape(x.shape[1], x.shape[1])
