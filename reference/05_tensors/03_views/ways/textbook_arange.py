import torch


def addresses(x):
    offsets = torch.zeros(1, dtype=torch.int64)
    for size, stride in zip(x.shape, x.stride(), strict=True):
        offsets = (offsets.unsqueeze(1) + stride * torch.arange(size)).reshape(-1)
    return x.data_ptr() + offsets * x.element_size()


def shares_memory(a, b):
    return torch.isin(addresses(a), addresses(b)).any()


def flatten(x):
    return torch.reshape(x, (x.numel(),))


def windows(x, size):
    if size < 1 or size > x.numel():
        raise ValueError(f"size {size} does not fit {x.numel()}")
    return x.unfold(dimension=0, size=size, step=1)
