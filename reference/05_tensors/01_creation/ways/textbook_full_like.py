import torch


def like(x, fill):
    return torch.full_like(x, fill)


def ramp(n, like):
    return torch.arange(n, dtype=like.dtype, device=like.device)


def from_numpy_shared(a):
    return torch.from_numpy(a)
