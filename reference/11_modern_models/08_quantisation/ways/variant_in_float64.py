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
