"""Head after head, each with its rows of the weights, and the results put side by side."""

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, dim, n_heads):
        if dim % n_heads:
            raise ValueError(f"dim={dim} is no multiple of n_heads={n_heads}")
        super().__init__()
        self.out, self.qkv = nn.Linear(dim, dim), nn.Linear(dim, 3 * dim)
        self.n_heads, self.width, self.dim = n_heads, dim // n_heads, dim

    def part(self, x, at):
        rows = slice(at, at + self.width)
        return x @ self.qkv.weight[rows].T + self.qkv.bias[rows]

    def head(self, x, start, mask):
        q, k, v = (self.part(x, start + third * self.dim) for third in range(3))
        scores = torch.einsum("btd,bsd->bts", q, k) * self.width**-0.5
        if mask is not None:
            scores = torch.where(mask, scores, -torch.inf)
        top = scores.amax(-1, keepdim=True).detach()
        weights = torch.exp(scores - torch.where(top.isinf(), 0, top))
        total = weights.sum(-1, keepdim=True)
        return weights / torch.where(total == 0, 1, total) @ v

    def forward(self, x, mask=None, causal=False):
        if causal:
            mask = torch.arange(x.shape[1], device=x.device)[:, None] >= torch.arange(x.shape[1], device=x.device)
        return self.out(torch.cat([self.head(x, start, mask) for start in range(0, self.dim, self.width)], dim=-1))
