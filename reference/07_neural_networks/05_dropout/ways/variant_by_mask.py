"""A product with a mask of zeros and 1 / (1 - p), and draws that are given the dtype of the input."""

import numpy as np


def dropout(x, p=0.5, training=True, uniform=None):
    if p != p or p < 0 or p > 1:
        raise ValueError(f"p must lie in [0, 1], and is {p}")
    if uniform is not None and tuple(uniform.shape) != tuple(x.shape):
        raise ValueError(f"x has {tuple(x.shape)}, uniform {tuple(uniform.shape)}")
    if p == 0 or not training:
        return x
    scale = 0.0 if p == 1 else 1 / (1 - p)
    if isinstance(x, np.ndarray):
        kept = (np.random.default_rng().random(x.shape) if uniform is None else uniform) >= p
        return x * (kept * scale).astype(x.dtype)
    import torch

    kept = (torch.rand_like(x) if uniform is None else uniform) >= p
    return x * kept.to(x.dtype) * scale
