"""Right all the same: one sine for all columns, a quarter turn ahead in the odd ones, and a library for each."""

import numpy as np


def positional_encoding(n, dim):
    if dim & 1:
        raise ValueError(f"{dim} is no even size")
    column = np.arange(dim)
    angles = np.arange(n, dtype=float)[:, None] * np.exp(-np.log(10000.0) * (column - column % 2) / dim)
    return np.sin(angles + (column % 2) * (np.pi / 2))


def add_positions(x):
    if isinstance(x, np.ndarray):
        return x + positional_encoding(*x.shape[-2:]).astype(x.dtype)
    import torch

    length, dim = x.shape[-2:]
    if dim % 2:
        raise ValueError(f"{dim} is no even size")
    place = torch.arange(length, dtype=torch.float64, device=x.device).unsqueeze(1)
    angles = place / 10000.0 ** (torch.arange(0, dim, 2, dtype=torch.float64, device=x.device) / dim)
    table = torch.zeros(length, dim, dtype=torch.float64, device=x.device)
    table[:, 0::2] = angles.sin()
    table[:, 1::2] = angles.cos()
    return x + table.to(x.dtype)
