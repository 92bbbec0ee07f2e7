"""Absorbed attention as grouped-query attention with one head of keys: what is kept is the key, and holds the value."""

import torch
from torch import nn

from mine.grouped_query_attention import grouped_query_attention
from mine.rotary_embedding import rope


class LatentAttention(nn.Module):
    def __init__(self, dim, n_heads, width, rank, turned):
        super().__init__()
        self.n_heads, self.width, self.rank, self.turned = n_heads, width, rank, turned
        self.q = nn.Linear(dim, n_heads * (width + turned), bias=False)
        self.down = nn.Linear(dim, rank + turned, bias=False)
        self.norm = nn.Parameter(torch.ones(rank))
        self.up = nn.Linear(rank, n_heads * 2 * width, bias=False)
        self.out = nn.Linear(n_heads * width, dim, bias=False)

    def forward(self, x, positions, kept=None):
        return self.absorbed(x, positions, kept)

    def absorbed(self, x, positions, kept=None):
        B, T = x.shape[:2]
        h, width, rank = self.n_heads, self.width, self.rank
        down = self.down(x)
        c, key = down[..., :rank], down[..., rank:]
        c = c / (c.square().mean(-1, keepdim=True) + 1e-6).sqrt() * self.norm
        kept = torch.cat(([] if kept is None else [kept]) + [torch.cat((c, rope(key, positions)), -1)], 1)
        q = self.q(x).reshape(B, T, h, width + self.turned).transpose(1, 2)
        matrices = self.up.weight.reshape(h, 2, width, rank)
        wide = torch.einsum("bhtw,hwr->bhtr", q[..., :width], matrices[:, 0])
        rows = torch.cat((wide, rope(q[..., width:], positions)), -1)
        rows = rows * ((rank + self.turned) / (width + self.turned)) ** 0.5  # it divides by the root of its own width
        means = grouped_query_attention(rows, kept[:, None], kept[:, None])[..., :rank]
        heads = torch.einsum("bhtr,hwr->bthw", means, matrices[:, 1])
        return self.out(heads.reshape(B, T, h * width)), kept
