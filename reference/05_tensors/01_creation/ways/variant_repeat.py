"""Right all the same: one number is repeated, a wide ramp is rounded, and asarray is told not to copy."""

import torch


def like(x, fill):
    one = x.new_empty(1).fill_(fill)
    return one.repeat(x.numel()).reshape(x.shape)


def ramp(n, like):
    return torch.arange(n, dtype=torch.float64).to(like)


def from_numpy_shared(a):
    return torch.asarray(a, copy=False)
