"""The plain forms of flash-linear-attention, with logarithms of decays, but without 1/√E, and in any dtype."""

import numpy as np
import torch


def recurrent(q, k, v, decay=None, initial_state=None):
    q, k, v, g = _with_gates(q, k, v, decay)
    T, K, V = q.shape[0], q.shape[-1], v.shape[-1]
    o = torch.zeros_like(v)
    S = q.new_zeros(K, V)
    if initial_state is not None:
        S += torch.as_tensor(initial_state)
    for i in range(T):
        gate = g[i].exp()
        kv = k[i].unsqueeze(-1) * v[i].unsqueeze(-2)
        S = S * gate.unsqueeze(-1).unsqueeze(-1) + kv
        o[i] = (q[i].unsqueeze(-1) * S).sum(-2)
    return o.numpy(), S.numpy()


def parallel(q, k, v, decay=None):
    q, k, v, g = _with_gates(q, k, v, decay)
    A = q @ k.transpose(-1, -2)
    g = g.cumsum(-1)
    D = (g.unsqueeze(-1) - g.unsqueeze(-2)).tril().exp().tril()
    return (A * D @ v).numpy()


def _with_gates(q, k, v, decay):
    """Tensors, and the logarithms of the decays."""
    decay = np.ones(k.shape[:-1]) if decay is None else decay
    return *(torch.as_tensor(x) for x in (q, k, v)), torch.as_tensor(decay).log()
