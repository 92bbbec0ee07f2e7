"""Dropout as torch has it; torch can't be given the draws, so those are applied by hand."""

import math

from torch.nn import functional


def dropout(x, p=0.5, training=True, uniform=None):
    """Drop each entry with probability p, and scale up those that are kept."""
    if math.isnan(p):
        raise ValueError("p is a probability")
    if uniform is not None and uniform.shape != x.shape:
        raise ValueError("uniform has the shape of x")
    if uniform is None or not training or not 0 < p < 1:
        return functional.dropout(x, p, training)
    return (x / (1 - p)).masked_fill(uniform < p, 0)
