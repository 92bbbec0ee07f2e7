"""Layer normalisation with NumPy's own mean and variance."""

import numpy as np


def layer_norm(x, weight=None, bias=None, eps=1e-5):
    """Normalise each vector along the last axis, then scale and shift its entries."""
    for parameter in (weight, bias):
        if parameter is not None and parameter.shape != x.shape[-1:]:
            raise ValueError("weight and bias have the size of the last axis")
    wide = x.astype(np.promote_types(x.dtype, np.float32))
    result = (wide - wide.mean(axis=-1, keepdims=True)) / np.sqrt(wide.var(axis=-1, keepdims=True) + eps)
    result = result if weight is None else result * weight
    result = result if bias is None else result + bias
    return result.astype(x.dtype)
