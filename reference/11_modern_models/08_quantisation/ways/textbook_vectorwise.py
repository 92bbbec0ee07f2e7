import torch


def quantise(w, axis):
    C = 127.0
    max1 = torch.amax(torch.abs(w), dim=axis, keepdim=True)
    x_int8 = torch.round(w * (C / max1)).to(torch.int8)
    return x_int8, max1 / C


def dequantise(q, scale):
    return q * scale


def int8_matmul(x, q, scale):
    A, SA = quantise(x, 1)
    out = torch.zeros(A.shape[0], q.shape[1], dtype=torch.int32)
    for k in range(A.shape[1]):
        out += A[:, k : k + 1].int() * q[k : k + 1].int()
    return out * (SA * scale)
