"""A right solution that makes the view read-only by broadcast_to; sums of 1, 2, 4, ... neighbours are put together."""

import numpy as np
from numpy.lib.stride_tricks import as_strided


def windows(x, size, step=1):
    n = x.shape[-1]
    if size not in range(1, n + 1) or step < 1:
        raise ValueError(f"size {size}, step {step}")
    shape = (*x.shape[:-1], (n - size + step) // step, size)
    return np.broadcast_to(as_strided(x, shape, (*x.strides[:-1], x.strides[-1] * step, x.strides[-1])), shape)


def moving_average(x, size):
    n = x.shape[-1]
    if size < 1 or size > n:
        raise ValueError(size)
    sums = x if x.dtype.kind == "f" else x.astype(np.float64)
    total, begin, length = np.zeros_like(sums[..., : n - size + 1]), 0, 1
    while length <= size:
        if size & length:
            total = total + sums[..., begin : begin + n - size + 1]
            begin += length
        sums = sums[..., :-length] + sums[..., length:]
        length *= 2
    return total / total.dtype.type(size)
