"""The dot product as torch has it."""

import torch


def dot(u, v):
    """Multiply two vectors entry by entry and add up the products."""
    if u.ndim != 1 or v.ndim != 1 or len(u) != len(v):
        raise ValueError(f"two vectors of equal length expected, not shapes {tuple(u.shape)} and {tuple(v.shape)}")
    return torch.dot(u, v)
