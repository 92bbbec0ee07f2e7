"""Right all the same: float64 holds each sum exactly; channels one by one."""

import torch


def quantise(w, axis):
    wide = w if w.dtype == torch.float64 else w.float()
    channels = wide.movedim(axis, -1)
    codes, scales = torch.zeros(channels.shape).to(wide), torch.ones(channels[..., :1].shape).to(wide)
    flat = channels.reshape(-1, channels.shape[-1])
    for i, channel in enumerate(flat):
        largest = channel.abs().max()
        if largest != 0:
            scales.view(-1)[i] = largest / 127
            codes.view(flat.shape)[i] = torch.round(channel / (largest / 127))
    return codes.movedim(-1, axis).to(torch.int8), scales.movedim(-1, axis)


def dequantise(q, scale):
    return torch.mul(scale, q)


def int8_matmul(x, q, scale):
    if scale.ndim != 2 or scale.shape[0] != 1 or scale.shape[1] != q.shape[1]:
        raise ValueError(f"{scale.shape} and {q.shape}")
    codes, rows = quantise(x, -1)
    return (codes.double() @ q.double() * rows * scale).to(x.dtype)


def quantise_groups(w, size, bits=4):
    if size < 1 or w.shape[1] % size != 0:
        raise ValueError(f"{size} does not divide {w.shape[1]}")
    if bits not in (2, 3, 4, 5, 6, 7, 8):
        raise ValueError(f"bits = {bits}")
    wide = w if w.dtype == torch.float64 else w.float()
    scale, codes = torch.ones(w.shape[0], w.shape[1] // size).to(wide), torch.zeros_like(wide)
    for i in range(scale.shape[0]):
        for j in range(scale.shape[1]):
            group = wide[i, j * size : (j + 1) * size]
            if group.abs().max() > 0:
                scale[i, j] = group.abs().max() / (2 ** (bits - 1) - 1)
                codes[i, j * size : (j + 1) * size] = torch.round(group / scale[i, j])
    return codes.to(torch.int8), scale


def dequantise_groups(q, scale):
    size = q.shape[1] // scale.shape[1]
    return torch.cat([scale[:, j : j + 1] * q[:, j * size : (j + 1) * size] for j in range(scale.shape[1])], dim=1)
