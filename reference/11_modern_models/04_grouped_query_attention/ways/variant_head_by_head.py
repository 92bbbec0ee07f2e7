"""One query head after the other: an index for its keys, and no copy of them."""

import torch


def grouped_query_attention(q, k, v, causal=True):
    heads, shared, queries, keys = q.shape[1], k.shape[1], q.shape[2], k.shape[2]
    if shared != v.shape[1] or heads != heads // shared * shared:
        raise ValueError(f"heads: {heads} of q, {shared} of k, {v.shape[1]} of v")
    if causal and keys < queries:
        raise ValueError(f"L = {queries} is more than S = {keys}")
    size, results = heads // shared, []
    for h in range(heads):
        scores = q[:, h] @ k[:, h // size].mT * q.shape[-1] ** -0.5  # (B, L, S)
        if causal:
            hidden = torch.ones_like(scores, dtype=torch.bool).triu(keys - queries + 1)
            scores = scores.masked_fill(hidden, -torch.inf)
        results.append(scores.softmax(-1) @ v[:, h // size])
    return torch.stack(results, dim=1)


def norm_heads(q, k, gain_q, gain_k, eps=1e-6):
    heads = [[x[:, h] for h in range(x.shape[1])] for x in (q, k)]
    normed = [[x / ((x**2).sum(-1, keepdim=True) / x.shape[-1] + eps).sqrt() for x in each] for each in heads]
    return torch.stack(normed[0], dim=1) * gain_q, torch.stack(normed[1], dim=1) * gain_k
