"""Creating tensors: notice that dtype and device are always named together."""

import torch


def like(x, fill):
    """Make a new tensor that is filled with one number."""
    return torch.full(x.shape, fill, dtype=x.dtype, device=x.device)


def ramp(n, like):
    """Count from 0 to n - 1 in the dtype and on the device of a tensor."""
    return torch.arange(n, dtype=like.dtype, device=like.device)  # (n,)


def from_numpy_shared(a):
    """Look at the memory of a NumPy array as a tensor."""
    return torch.from_numpy(a)  # torch.tensor(a) would copy
