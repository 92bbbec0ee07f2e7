"""Head after head, each with its slice of the weights; norms and gelu by hand."""

import torch
from torch import nn


def normed(layer, x):
    deviation = x - x.mean(-1, keepdim=True)
    return deviation * torch.rsqrt((deviation**2).mean(-1, keepdim=True) + 1e-5) * layer.weight + layer.bias


class Heads(nn.Module):
    def __init__(self, dim, n_heads):
        super().__init__()
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.width, self.dim = dim // n_heads, dim

    def head(self, x, start, mask):
        q, k, v = (
            x @ self.qkv.weight[at : at + self.width].T + self.qkv.bias[at : at + self.width]
            for at in (start, start + self.dim, start + 2 * self.dim)
        )
        scores = torch.einsum("btd,bsd->bts", q, k) * self.width**-0.5
        if mask is not None:
            scores = torch.where(mask, scores, -torch.inf)
        top = scores.amax(-1, keepdim=True).detach()
        weights = torch.exp(scores - torch.where(top.isinf(), 0, top))
        total = weights.sum(-1, keepdim=True)
        return weights / torch.where(total == 0, 1, total) @ v

    def forward(self, x, mask):
        return self.out(torch.cat([self.head(x, start, mask) for start in range(0, self.dim, self.width)], dim=-1))


class Block(nn.Module):
    def __init__(self, dim, n_heads, hidden, norm_first=True):
        if dim % n_heads:
            raise ValueError(f"dim={dim} is no multiple of n_heads={n_heads}")
        super().__init__()
        self.attention = Heads(dim, n_heads)
        for name, (fan_in, fan_out) in {"up": (dim, hidden), "down": (hidden, dim)}.items():
            setattr(self, name, nn.Linear(fan_in, fan_out))
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.norm_first = norm_first

    def network(self, x):
        inner = self.up(x)
        return self.down(inner * torch.special.ndtr(inner))

    def forward(self, x, mask=None, causal=False):
        if causal:
            mask = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device).tril()
        if self.norm_first:
            middle = self.attention(normed(self.norm1, x), mask) + x
            return self.network(normed(self.norm2, middle)) + middle
        middle = normed(self.norm1, self.attention(x, mask) + x)
        return normed(self.norm2, self.network(middle) + middle)
