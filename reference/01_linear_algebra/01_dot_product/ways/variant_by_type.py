"""Dispatch on the type by hand; halves are added up first, and floats go through Python on NumPy."""

import numpy as np
import torch


def dot(u, v):
    if u.ndim != 1 or v.ndim != 1 or u.shape[0] != v.shape[0]:
        raise ValueError("two vectors of equal length expected")
    products = torch.mul(u, v) if isinstance(u, torch.Tensor) else np.multiply(u, v)
    half = products.shape[0] // 2
    total = products[:half].sum() + products[half:].sum()
    return u.dtype.type(float(total)) if isinstance(u, np.ndarray) and u.dtype.kind == "f" else total
