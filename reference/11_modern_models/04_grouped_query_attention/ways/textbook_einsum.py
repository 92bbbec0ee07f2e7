import torch
import torch.nn.functional as F


def grouped_query_attention(query, key, value, causal=True):
    b, hq, n, d = query.shape
    hk, s = key.shape[1:3]
    scale = d**0.5
    query = query / scale
    query = query.view(b, hk, hq // hk, n, d)
    similarity = torch.einsum("bhgnd,bhsd->bhgns", query, key)
    if causal:
        mask = torch.ones((n, s), dtype=torch.bool).tril_(s - n)
        similarity.masked_fill_(~mask, torch.finfo(similarity.dtype).min)
    attention = F.softmax(similarity, dim=-1)
    out = torch.einsum("bhgns,bhsd->bhgnd", attention, value)
    return out.reshape(b, hq, n, d)
