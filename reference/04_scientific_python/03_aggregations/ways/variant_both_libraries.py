"""Right all the same: what both libraries call alike, keys that sort downwards without an overflow, and bincount."""

import numpy as np
import torch


def standardize(x, axis):
    lib = torch if isinstance(x, torch.Tensor) else np
    x = lib.moveaxis(x, axis, 0)
    varied = (x != x[0]).any(0)
    dev = x - x.mean(0)
    std = ((dev * dev).sum(0) / len(x) + ~varied) ** 0.5
    return lib.moveaxis(dev / std * varied, 0, axis)


def top_k(x, k):
    if k < 0 or k > x.shape[-1]:
        raise ValueError(f"k = {k}")
    if isinstance(x, torch.Tensor):
        indices = torch.argsort(-x if x.is_floating_point() else ~x, dim=-1, stable=True)[..., :k]
        return torch.gather(x, -1, indices), indices
    indices = np.argsort(-x if x.dtype.kind == "f" else ~x, axis=-1, kind="stable")[..., :k]
    return np.take_along_axis(x, indices, -1), indices


def histogram(x, edges):
    lib = torch if isinstance(x, torch.Tensor) else np
    if len(edges) < 2 or not (edges[:-1] < edges[1:]).all():
        raise ValueError("edges")
    bins = len(edges) - 1
    x = x[(x >= edges[0]) & (x <= edges[-1])]
    place = lib.searchsorted(edges, x, side="right") - 1 - (x == edges[-1]) * 1
    return lib.bincount(place, minlength=bins)
