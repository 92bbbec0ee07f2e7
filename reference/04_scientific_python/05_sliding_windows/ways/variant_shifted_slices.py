"""A right solution: all windows by strides, every step-th by a slice; averages as a sum of shifted slices."""

import numpy as np


def windows(x, size, step=1):
    n = x.shape[-1]
    if size < 1 or size > n or step < 1:
        raise ValueError(f"size {size}, step {step}, {n} entries")
    all_of_them = np.lib.stride_tricks.as_strided(x, (*x.shape[:-1], n - size + 1, size), (*x.strides, x.strides[-1]))
    view = all_of_them[..., ::step, :]
    view.flags.writeable = False
    return view


def moving_average(x, size):
    n = x.shape[-1]
    if not 0 < size <= n:
        raise ValueError("no such window")
    y = x if x.dtype.kind == "f" else x.astype(np.float64)
    total = np.zeros((*y.shape[:-1], n - size + 1), y.dtype)
    for shift in range(size):
        total += y[..., shift : shift + n - size + 1]
    return total / y.dtype.type(size)
