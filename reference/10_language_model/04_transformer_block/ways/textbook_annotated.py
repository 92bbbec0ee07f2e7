import math

import torch
import torch.nn as nn


class LayerNorm(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))
        self.eps = eps

    def forward(self, x):
        mean = x.mean(-1, keepdim=True)
        var = x.var(-1, keepdim=True, unbiased=False)
        return self.weight * (x - mean) / torch.sqrt(var + self.eps) + self.bias


def attention(query, key, value, mask=None):
    d_k = query.size(-1)
    scores = torch.matmul(query, key.transpose(-2, -1)) / math.sqrt(d_k)
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -1e9)
    p_attn = scores.softmax(dim=-1)
    return torch.matmul(p_attn, value)


class MultiHeadedAttention(nn.Module):
    def __init__(self, h, d_model):
        super().__init__()
        self.d_k = d_model // h
        self.h = h
        self.qkv = nn.Linear(d_model, 3 * d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        nbatches = x.size(0)
        query, key, value = [
            t.view(nbatches, -1, self.h, self.d_k).transpose(1, 2) for t in torch.tensor_split(self.qkv(x), 3, dim=-1)
        ]
        x = attention(query, key, value, mask=mask)
        x = x.transpose(1, 2).contiguous().view(nbatches, -1, self.h * self.d_k)
        return self.out(x)


class Block(nn.Module):
    def __init__(self, dim, n_heads, hidden, norm_first=True):
        super().__init__()
        d_model, h, d_ff = dim, n_heads, hidden
        self.attention = MultiHeadedAttention(h, d_model)
        self.up = nn.Linear(d_model, d_ff)
        self.down = nn.Linear(d_ff, d_model)
        self.norm1 = LayerNorm(d_model)
        self.norm2 = LayerNorm(d_model)
        self.norm_first = norm_first

    def feed_forward(self, x):
        x = self.up(x)
        return self.down(0.5 * x * (1.0 + torch.erf(x / math.sqrt(2.0))))

    def sublayer(self, norm, x, f):
        if self.norm_first:
            return x + f(norm(x))
        return norm(x + f(x))

    def forward(self, x, mask=None, causal=False):
        if causal:
            mask = torch.triu(torch.ones(1, x.size(1), x.size(1)), diagonal=1) == 0
        x = self.sublayer(self.norm1, x, lambda x: self.attention(x, mask))
        return self.sublayer(self.norm2, x, self.feed_forward)
