import math

import torch
import torch.nn as nn


def attention(query, key, value, mask=None):
    d_k = query.size(-1)
    scores = torch.matmul(query, key.transpose(-2, -1)) / math.sqrt(d_k)
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -1e9)
    p_attn = scores.softmax(dim=-1)
    return torch.matmul(p_attn, value)


def subsequent_mask(size):
    return torch.triu(torch.ones(1, size, size), diagonal=1) == 0


class MultiHeadAttention(nn.Module):
    def __init__(self, dim, n_heads):
        super().__init__()
        assert dim % n_heads == 0
        self.d_k = dim // n_heads
        self.h = n_heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)

    def forward(self, x, mask=None, causal=False):
        nbatches = x.size(0)
        if causal:
            mask = subsequent_mask(x.size(1))
        if mask is not None:
            mask = mask.view(1, 1, x.size(1), x.size(1))
        query, key, value = [
            t.view(nbatches, -1, self.h, self.d_k).transpose(1, 2) for t in self.qkv(x).chunk(3, dim=-1)
        ]
        x = attention(query, key, value, mask=mask)
        x = x.transpose(1, 2).contiguous().view(nbatches, -1, self.h * self.d_k)
        return self.out(x)
