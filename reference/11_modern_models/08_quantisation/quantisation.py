"""Quantisation: notice that a scale may leave the sum of a product only because it is the same for all its terms."""

import torch


def quantise(w, axis):
    """Codes of one byte each, and a scale for each channel."""
    w = w.to(torch.promote_types(w.dtype, torch.float32))  # a scale in float16 would round, or become 0
    largest = w.abs().amax(dim=axis, keepdim=True)
    scale = torch.where(largest > 0, largest, 1.0) / 127
    return torch.round(w / scale).to(torch.int8), scale


def dequantise(q, scale):
    """The numbers that the codes stand for."""
    return q * scale


def int8_matmul(x, q, scale):
    """Multiply codes by codes, and scale the sums."""
    if scale.shape != (1, q.shape[1]):
        raise ValueError(f"codes {tuple(q.shape)} need a scale for each column, not {tuple(scale.shape)}")
    codes, of_rows = quantise(x, axis=-1)  # (n, in), (n, 1)
    sums = codes.to(torch.int32) @ q.to(torch.int32)  # (n, out), without rounding
    return (sums * of_rows * scale).to(x.dtype)


def quantise_groups(w, size, bits=4):
    """Codes of a few bits each, and a scale for each group of neighbours."""
    rows, width = w.shape
    if size < 1 or width % size:
        raise ValueError(f"rows of {width} can't be cut into groups of {size}")
    if not 2 <= bits <= 8:
        raise ValueError(f"a code of {bits} bits")
    top = 2 ** (bits - 1) - 1  # 7 for four bits
    groups = w.reshape(rows, width // size, size)
    groups = groups if w.dtype == torch.float64 else groups.float()
    most = groups.abs().amax(dim=-1, keepdim=True)
    steps = torch.where(most == 0, 1.0, most) / top  # (n, groups, 1)
    return (groups / steps).round().char().reshape(w.shape), steps[..., 0]


def dequantise_groups(q, scale):
    """Each code times the scale of its group."""
    groups = q.reshape(*scale.shape, -1)  # (n, groups, size)
    return (groups * scale[..., None]).reshape(q.shape)
