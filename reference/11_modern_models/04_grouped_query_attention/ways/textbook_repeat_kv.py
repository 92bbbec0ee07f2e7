import math

import torch


def repeat_kv(x, n_rep):
    bs, n_kv_heads, slen, head_dim = x.shape
    if n_rep == 1:
        return x
    return (
        x[:, :, None, :, :]
        .expand(bs, n_kv_heads, n_rep, slen, head_dim)
        .reshape(bs, n_kv_heads * n_rep, slen, head_dim)
    )


def grouped_query_attention(q, k, v, causal=True):
    n_rep = q.shape[1] // k.shape[1]
    k = repeat_kv(k, n_rep)
    v = repeat_kv(v, n_rep)
    scores = torch.matmul(q, k.transpose(2, 3)) / math.sqrt(q.shape[-1])
    if causal:
        L, S = scores.shape[-2:]
        mask = torch.full((L, S), float("-inf"))
        mask = torch.triu(mask, diagonal=S - L + 1)
        scores = scores + mask
    scores = torch.softmax(scores, dim=-1)
    return torch.matmul(scores, v)
