"""Right all the same: the products of all codes at once, summed in int64; channels by a reciprocal."""

import torch


def quantise(w, axis):
    if w.dtype in (torch.float16, torch.bfloat16):
        w = w.float()
    top = torch.maximum(w.amax(axis, True), -w.amin(axis, True))
    scale = torch.where(top == 0, torch.ones_like(top), top / 127)
    return w.div(scale).round_().clamp_(-127, 127).to(torch.int8), scale


def dequantise(q, scale):
    return q.to(scale.dtype).mul(scale)


def int8_matmul(x, q, scale):
    if tuple(scale.shape) != (1, q.size(1)):
        raise ValueError(f"scale {tuple(scale.shape)} does not go with {tuple(q.shape)}")
    codes, rows = quantise(x, 1)
    sums = (codes.long().unsqueeze(-1) * q.long().unsqueeze(0)).sum(dim=1)
    return (rows * sums * scale).to(x.dtype)


def quantise_groups(w, size, bits=4):
    if size < 1 or w.size(1) % size:
        raise ValueError(f"{w.size(1)} % {size}")
    if bits < 2 or bits > 8:
        raise ValueError(f"{bits} bits")
    if w.dtype in (torch.float16, torch.bfloat16):
        w = w.float()
    folded = w.unflatten(1, (-1, size))
    top = torch.maximum(folded.amax(-1), -folded.amin(-1))
    scale = torch.where(top == 0, torch.ones_like(top), top / (2 ** (bits - 1) - 1))
    return folded.div(scale.unsqueeze(-1)).round_().to(torch.int8).flatten(1), scale


def dequantise_groups(q, scale):
    return q.unflatten(1, (scale.size(1), -1)).to(scale.dtype).mul(scale.unsqueeze(-1)).flatten(1)
