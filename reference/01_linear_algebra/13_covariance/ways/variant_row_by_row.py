"""Right all the same: mean and products grow with each row, after Welford; a dispatch on types by hand."""

import numpy as np


def _grown(x):
    mean = x[0] * 0
    products = mean[:, None] * mean
    for i in range(len(x)):
        before = x[i] - mean
        mean = mean + before / (i + 1)
        products = products + before[:, None] * (x[i] - mean)
    return products


def covariance(x, ddof=1):
    if len(x) <= ddof:
        raise ValueError(f"{len(x)} rows")
    return _grown(x) / (len(x) - ddof)


def correlation(x):
    if len(x) <= 1:
        raise ValueError(f"{len(x)} rows")
    lib = np
    if not isinstance(x, np.ndarray):
        import torch as lib
    products = _grown(x)
    length = lib.sqrt(lib.diagonal(products))
    constant = (x == x[0]).all(0)
    length = lib.where(constant, lib.nan, length)
    return lib.clip(products / length[:, None] / length[None, :], -1, 1)
