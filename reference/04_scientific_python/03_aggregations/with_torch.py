"""Aggregations as torch has them."""

import torch


def standardize(x, axis):
    """Bring each slice along an axis to mean 0 and standard deviation 1."""
    constant = x.amax(axis, keepdim=True) == x.amin(axis, keepdim=True)
    centred = x - x.mean(axis, keepdim=True)
    std = centred.square().mean(axis, keepdim=True).sqrt()  # torch.std warns where another axis is empty
    return torch.where(constant, 0, centred / torch.where(constant, 1, std))


def top_k(x, k):
    """Find the k largest entries along the last axis, and where they stand."""
    if not 0 <= k <= x.shape[-1]:
        raise ValueError("k is out of range")
    values, indices = torch.sort(x, dim=-1, descending=True, stable=True)  # torch.topk leaves ties open
    return values[..., :k], indices[..., :k]


def histogram(x, edges):
    """Count the entries in each bin."""
    if edges.numel() < 2 or not torch.all(torch.diff(edges) > 0):
        raise ValueError("edges must ascend")
    x = x[(x >= edges[0]) & (x <= edges[-1])]
    bins = torch.bucketize(x, edges, right=True).clamp(max=len(edges) - 1) - 1
    return torch.bincount(bins, minlength=len(edges) - 1)
