"""Right all the same: the memory is handed over by DLPack, and fresh tensors are filled by hand."""

import torch


def like(x, fill):
    made = torch.empty(x.shape, dtype=x.dtype, device=x.device)
    made[...] = fill
    return made


def ramp(n, like):
    made = torch.zeros(n, dtype=like.dtype, device=like.device)
    for i in range(n):
        made[i] = i
    return made


def from_numpy_shared(a):
    if any(stride < 0 for stride in a.strides):
        raise ValueError(f"strides {a.strides}: a tensor can't run backwards")
    return torch.from_dlpack(a)
