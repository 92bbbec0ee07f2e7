"""Right all the same: the mean of the slopes to either side, with a dispatch on types by hand."""

import numpy as np


def derivative(f, x, h=1e-4):
    if isinstance(x, np.ndarray):
        point = np.asarray(x, dtype="float64")
        return np.asarray(_mean_slope(f, point, h), dtype=x.dtype)
    return _mean_slope(f, x.double(), h).to(x.dtype)


def _mean_slope(f, point, h):
    middle = f(point)
    right, left = (f(point + h) - middle) / h, (middle - f(point - h)) / h
    return 0.5 * (right + left)
