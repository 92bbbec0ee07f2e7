"""Right all the same: each library by its own names, a loop over the bins, and ties that are broken by hand."""

import numpy as np
import torch


def standardize(x, axis):
    if isinstance(x, torch.Tensor):
        std = x.std(dim=axis, correction=0, keepdim=True)
        varied = x.amax(axis, keepdim=True) > x.amin(axis, keepdim=True)
        varied = varied | std.isnan()
        return (x - x.mean(dim=axis, keepdim=True)) * torch.where(varied, 1 / std, 0) * varied
    result = x - x.mean(axis, keepdims=True)
    moved, whole = np.moveaxis(result, axis, -1), np.moveaxis(x, axis, -1)
    moved[(whole == whole[..., :1]).all(-1)] = 0
    length = np.sqrt((result * result).sum(axis, keepdims=True))
    length[length == 0] = 1
    return result / length * x.dtype.type(x.shape[axis] ** 0.5)


def top_k(x, k):
    n = x.shape[-1]
    if k not in range(n + 1):
        raise ValueError(f"k = {k}, n = {n}")
    if isinstance(x, torch.Tensor):
        values, indices = x.sort(dim=-1, stable=True, descending=True)
        return values.narrow(-1, 0, k), indices.narrow(-1, 0, k)
    indices = np.lexsort((-np.broadcast_to(np.arange(n), x.shape), x), axis=-1)[..., ::-1][..., :k]
    return np.take_along_axis(x, indices, -1), indices


def histogram(x, edges):
    pairs = [(edges[i - 1], edges[i]) for i in range(1, len(edges))]
    if not pairs or any(low >= high for low, high in pairs):
        raise ValueError("edges must ascend, and be two or more")
    counts = [((x >= low) & (x < high)).sum() for low, high in pairs]
    counts[-1] = counts[-1] + (x == edges[-1]).sum()
    return torch.stack(counts) if isinstance(x, torch.Tensor) else np.array(counts)
