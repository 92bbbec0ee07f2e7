"""With the library's own variance, and NumPy and torch told apart by hand."""

import numpy as np
import torch


def layer_norm(x, weight=None, bias=None, eps=1e-5):
    for v in (weight, bias):
        if v is not None and tuple(v.shape) != (x.shape[-1],):
            raise ValueError(f"one entry for each of the {x.shape[-1]} entries of a vector, not {list(v.shape)}")
    dtype = x.dtype
    if isinstance(x, torch.Tensor):
        x = x.float() if dtype == torch.float16 else x
        variance, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
        y = (x - mean) * torch.rsqrt(variance + eps)
    else:
        x = x.astype(np.float32) if dtype == np.float16 else x
        y = (x - np.mean(x, axis=-1, keepdims=True)) / np.sqrt(np.var(x, axis=-1, keepdims=True) + eps)
    y = y if weight is None else weight * y
    y = y if bias is None else bias + y
    return y.to(dtype) if isinstance(y, torch.Tensor) else y.astype(dtype)
