import torch


def quantise(w, axis):
    absmax = w.abs().max(dim=axis, keepdim=True)[0]
    scale = absmax.clamp(min=1e-5) / 127
    q = torch.clamp(torch.round(w / scale), -127, 127).to(torch.int8)
    return q, scale


def dequantise(q, scale):
    return q.to(scale.dtype) * scale


def int8_matmul(x, q, scale):
    x_q, x_scale = quantise(x, -1)
    acc = torch.matmul(x_q.to(torch.int32), q.to(torch.int32))
    return acc.to(x.dtype) * x_scale * scale
