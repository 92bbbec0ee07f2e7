"""Grouped-query attention: notice that a group is one head with more rows of queries, so that no key is copied."""

import torch

from mine.attention import attention


def grouped_query_attention(q, k, v, causal=True):
    """Let each group of neighbouring query heads attend to one head of keys and values."""
    batch, heads, queries, width = q.shape
    shared, keys = k.shape[1:3]
    if heads % shared:
        raise ValueError(f"{heads} query heads make no {shared} equal groups")
    if v.shape[1] != shared:
        raise ValueError(f"{shared} heads of keys, {v.shape[1]} of values")
    if causal and queries > keys:
        raise ValueError(f"{queries} queries are not among the last of {keys} tokens")
    rows = q.reshape(batch, shared, heads // shared * queries, width)  # (B, h_kv, G·L, E): a group, one below the other
    past = torch.ones(queries, keys, dtype=torch.bool, device=q.device).tril(keys - queries)  # (L, S)
    mask = past.repeat(heads // shared, 1) if causal else None  # (G·L, S)
    return attention(rows, k, v, mask).reshape(q.shape)


def norm_heads(q, k, gain_q, gain_k, eps=1e-6):
    """Divide each vector of each head by its root mean square, and scale its entries."""
    roots = [torch.sqrt((x * x).mean(dim=-1, keepdim=True) + eps) for x in (q, k)]  # (B, heads, tokens, 1)
    return q / roots[0] * gain_q, k / roots[1] * gain_k
