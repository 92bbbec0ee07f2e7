"""Right all the same: reads the same memory in another order, with a dispatch on types by hand."""

import numpy as np


def transpose(a):
    if a.ndim < 2:
        raise ValueError("a vector has no transpose")
    shape = (*a.shape[:-2], a.shape[-1], a.shape[-2])
    if isinstance(a, np.ndarray):
        *batch, down, along = a.strides
        return np.lib.stride_tricks.as_strided(a, shape, (*batch, along, down), writeable=False)
    *batch, down, along = a.stride()
    return a.as_strided(shape, (*batch, along, down))
