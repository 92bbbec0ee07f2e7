"""Right all the same: starts from the bias and adds a term for each feature; a dispatch on types by hand."""

import numpy as np


def relu(x):
    if isinstance(x, np.ndarray):
        return np.clip(x, 0, None)
    return x.clamp(min=0)


def dense(x, W, b):
    features, outputs = W.shape
    if x.shape[-1] != features or list(b.shape) != [outputs]:
        raise ValueError(f"{x.shape} through {W.shape} and {b.shape}")
    total = x[..., :0].sum(-1)[..., None] + b  # a sum of nothing, for every row
    for j in range(features):
        total = total + x[..., j, None] * W[j]
    return relu(total)
