"""An axis for the groups, and products by the names of axes."""

import torch


def grouped_query_attention(q, k, v, causal=True):
    (B, Hq, L, E), (Hkv, S) = q.shape, k.shape[1:3]
    for wrong, what in (
        (Hq % Hkv != 0, (Hq, Hkv)),
        (Hkv != v.shape[1], (Hkv, v.shape[1])),
        (causal and L > S, (L, S)),
    ):
        if wrong:
            raise ValueError("{} and {} do not fit".format(*what))
    scores = torch.einsum("bhgle,bhse->bhgls", q.reshape(B, Hkv, Hq // Hkv, L, E), k) / E**0.5
    if causal:
        hidden = torch.triu(torch.full((L, S), -torch.inf, dtype=q.dtype, device=q.device), diagonal=S - L + 1)
        scores = scores + hidden
    return torch.einsum("bhgls,bhse->bhgle", scores.softmax(dim=-1), v).reshape(B, Hq, L, E)


def norm_heads(q, k, gain_q, gain_k, eps=1e-6):
    def norm(x, gain):
        return gain * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps)

    return norm(q, gain_q), norm(k, gain_k)
