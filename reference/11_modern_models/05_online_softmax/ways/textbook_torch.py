import math

import numpy as np
import torch


def online_softmax(chunks):
    m, z = None, None
    for chunk in chunks:
        chunk = torch.as_tensor(chunk)
        m_new = chunk.amax(-1) if m is None else torch.maximum(m, chunk.amax(-1))
        p = torch.exp(chunk - m_new.unsqueeze(-1))
        z = p.sum(-1) if m is None else z * torch.exp(m - m_new) + p.sum(-1)
        m = m_new
    return m.numpy(), z.numpy()


def merge(a, b):
    m = np.maximum(a[0], b[0])
    return m, np.exp(a[0] - m) * a[1] + np.exp(b[0] - m) * b[1]


def flash_attention(Q, K, V, block=64, causal=False):
    Q, K, V = torch.as_tensor(Q), torch.as_tensor(K), torch.as_tensor(V)
    scale = 1 / math.sqrt(Q.size(-1))
    outs = []
    for i, Qi in enumerate(torch.split(Q, block, dim=-2)):
        Oi = torch.zeros(*Qi.shape[:-1], V.size(-1), dtype=Q.dtype)
        li = torch.zeros(Qi.shape[:-1], dtype=Q.dtype)
        mi = torch.full(Qi.shape[:-1], float("-inf"), dtype=Q.dtype)
        for j, (Kj, Vj) in enumerate(zip(torch.split(K, block, dim=-2), torch.split(V, block, dim=-2), strict=True)):
            if causal and j > i:
                break
            Sij = Qi @ Kj.transpose(-2, -1) * scale
            if causal and i == j:
                keep = torch.tril(torch.ones(Sij.shape[-2:], dtype=torch.bool))
                Sij = Sij.masked_fill(~keep, float("-inf"))
            m_new = torch.maximum(mi, Sij.amax(dim=-1))
            P = torch.exp(Sij - m_new.unsqueeze(-1))
            alpha = torch.exp(mi - m_new)
            li = alpha * li + P.sum(dim=-1)
            Oi = alpha.unsqueeze(-1) * Oi + P @ Vj
            mi = m_new
        outs.append(Oi / li.unsqueeze(-1))
    return torch.cat(outs, dim=-2).numpy()
