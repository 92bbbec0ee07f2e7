import torch


def like(x, fill):
    return x.new_full(x.shape, fill)


def ramp(n, like):
    return torch.arange(0, n).to(device=like.device, dtype=like.dtype)


def from_numpy_shared(a):
    return torch.as_tensor(a)
