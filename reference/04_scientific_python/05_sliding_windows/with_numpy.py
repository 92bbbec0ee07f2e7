"""Sliding windows as NumPy has them."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def windows(x, size, step=1):
    """Give a read-only view of the stretches of a size that begin at 0, step, 2 step, ... of the last axis."""
    if size < 1 or step < 1:
        raise ValueError("size and step are at least 1")
    return sliding_window_view(x, size, axis=-1)[..., ::step, :]


def moving_average(x, size):
    """Average each stretch of a size along the last axis."""
    return np.mean(windows(x, size), axis=-1)
