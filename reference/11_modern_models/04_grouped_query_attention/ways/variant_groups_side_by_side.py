"""The queries of a group side by side, token by token: (B, Hkv, L·G, E), and a mask of as many rows."""

import torch


def grouped_query_attention(q, k, v, causal=True):
    (Hq, L, E), (Hkv, S) = q.shape[1:], k.shape[1:3]
    if Hq % Hkv != 0 or v.shape[1] != Hkv:
        raise ValueError(f"{Hq} heads of q, {Hkv} of k, {v.shape[1]} of v")
    if causal and L > S:
        raise ValueError(f"more queries than keys: {L} > {S}")
    rows = q.unflatten(1, (Hkv, Hq // Hkv)).transpose(2, 3).flatten(2, 3)  # (B, Hkv, L·G, E)
    scores = (rows * E**-0.5) @ k.transpose(-1, -2)
    if causal:
        last = torch.arange(S - L, S, device=q.device).repeat_interleave(Hq // Hkv)
        scores = torch.where(torch.arange(S, device=q.device) <= last[:, None], scores, -torch.inf)
    weights = torch.exp(scores - scores.amax(dim=-1, keepdim=True))
    result = weights @ v / weights.sum(dim=-1, keepdim=True)
    return result.unflatten(2, (L, Hq // Hkv)).transpose(2, 3).reshape(q.shape)


def norm_heads(q, k, gain_q, gain_k, eps=1e-6):
    width, normed = q.shape[-1], []
    for x, gain in ((q, gain_q), (k, gain_k)):
        squares = torch.einsum("bhte,bhte->bht", x, x)[..., None]
        normed.append(x / (squares / width + eps) ** 0.5 * gain)
    return tuple(normed)
