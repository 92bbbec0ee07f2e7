"""No heads side by side: each head has its columns of out, and what the heads write is summed."""

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, dim, n_heads):
        super().__init__()
        if dim % n_heads != 0:
            raise ValueError(f"{dim} entries for {n_heads} heads")
        self.n_heads = n_heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)

    def forward(self, x, mask=None, causal=False):
        W = self.qkv.weight.unflatten(0, (3, self.n_heads, -1))
        b = self.qkv.bias.unflatten(0, (3, self.n_heads, 1, -1))
        q, k, v = torch.einsum("btc,nhdc->nbhtd", x, W) + b[:, None]
        scores = torch.einsum("bhtd,bhsd->bhts", q, k) / q.shape[-1] ** 0.5
        if causal:
            mask = torch.ones_like(scores, dtype=torch.bool).tril()
        hidden = torch.zeros_like(scores, dtype=torch.bool) if mask is None else ~mask
        alone = hidden.all(dim=-1, keepdim=True)
        weights = scores.masked_fill(hidden & ~alone, -torch.inf).softmax(dim=-1) * ~alone
        columns = self.out.weight.unflatten(1, (self.n_heads, -1))
        return torch.einsum("bhts,bhsd,chd->btc", weights, v, columns) + self.out.bias
