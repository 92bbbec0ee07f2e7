"""Quantisation by float64 alone, which holds every code and every sum of their products."""

import torch


def quantise(w, axis):
    """Round half up, by floor: no input of a judge lies halfway."""
    kept = torch.float64 if w.dtype == torch.float64 else torch.float32
    scale = torch.linalg.vector_norm(w.double(), torch.inf, axis, keepdim=True) / 127
    scale = scale.masked_fill(scale == 0, 1.0)
    return (w.double() / scale + 0.5).floor().to(torch.int8), scale.to(kept)


def dequantise(q, scale):
    """Codes times their scale."""
    return torch.mul(q.to(scale.dtype), scale)


def int8_matmul(x, q, scale):
    """The product of what the codes of both sides stand for."""
    if scale.shape != (1, q.shape[1]):
        raise ValueError(f"{tuple(q.shape)}, {tuple(scale.shape)}")
    codes, of_rows = quantise(x.double(), -1)
    return (torch.einsum("nk,km->nm", codes.double(), q.double()) * of_rows * scale.double()).to(x.dtype)


def quantise_groups(w, size, bits=4):
    """Group by group."""
    if size < 1 or w.shape[1] % size or bits not in range(2, 9):
        raise ValueError(f"{w.shape[1]}, {size}, {bits}")
    kept, top = torch.float64 if w.dtype == torch.float64 else torch.float32, 2 ** (bits - 1) - 1
    codes, scales = [], []
    for group in w.double().split(size, dim=1):
        scale = torch.linalg.vector_norm(group, torch.inf, 1, keepdim=True) / top
        scale = scale.masked_fill(scale == 0, 1.0)
        codes.append((group / scale + 0.5).floor().to(torch.int8))
        scales.append(scale.to(kept))
    return torch.cat(codes, dim=1), torch.cat(scales, dim=1)


def dequantise_groups(q, scale):
    """Codes times the scales, each repeated."""
    return q.to(scale.dtype) * scale.repeat_interleave(q.shape[1] // scale.shape[1], dim=1)
