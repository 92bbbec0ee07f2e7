"""The hands of the clocks as complex numbers, raised to their powers; x is summed in float64."""

import cmath

import numpy as np


def positional_encoding(n, dim):
    if dim & 1:
        raise ValueError(f"no odd sizes: {dim}")
    steps = np.array([cmath.exp(1j * 10000.0 ** (-2 * i / dim)) for i in range(dim // 2)])
    turned = np.exp(1j * np.angle(steps)[None, :] * np.arange(n, dtype=np.float64)[:, None])
    return np.stack([turned.imag, turned.real], axis=2).reshape((n, dim))


def add_positions(x):
    table = positional_encoding(x.shape[-2], x.shape[-1])
    if isinstance(x, np.ndarray):
        return (x + table).astype(x.dtype)
    import torch

    return (x.double() + torch.from_numpy(table).to(x.device)).to(x.dtype)
