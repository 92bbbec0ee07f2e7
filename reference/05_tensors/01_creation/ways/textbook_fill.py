import torch


def like(x, fill):
    y = torch.empty_like(x)
    y.fill_(fill)
    return y


def ramp(n, like):
    return torch.tensor(range(n), dtype=like.dtype).to(like.device)


def from_numpy_shared(a):
    return torch.asarray(a)
