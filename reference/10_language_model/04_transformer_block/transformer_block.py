"""A transformer block: notice that x itself is never normalised in pre-norm, so that a straight path leads through."""

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    """Self-attention, then a network for each token alone; what they give is added to the vectors."""

    def __init__(self, dim, n_heads, hidden, norm_first=True):
        super().__init__()
        if dim % n_heads:
            raise ValueError(f"{n_heads} heads can't share {dim} entries")
        self.n_heads, self.norm_first = n_heads, norm_first
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.up, self.down = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def attend(self, x, mask):
        """What each token collects from those that it may attend to."""
        q, k, v = (self.split(part) for part in self.qkv(x).chunk(3, dim=-1))  # (B, H, T, d) each
        scores = q @ k.mT / q.shape[-1] ** 0.5  # (B, H, T, T)
        if mask is None:
            return self.out(self.merge(scores.softmax(dim=-1) @ v))
        some = mask.any(dim=-1, keepdim=True)  # (T, 1)
        weights = scores.masked_fill(~mask & some, -torch.inf).softmax(dim=-1)
        return self.out(self.merge(weights * some @ v))

    def split(self, x):
        """From (B, T, dim) to (B, H, T, d)."""
        return x.unflatten(-1, (self.n_heads, -1)).transpose(1, 2)

    def merge(self, x):
        """From (B, H, T, d) to (B, T, dim)."""
        return x.transpose(1, 2).flatten(2)

    def mlp(self, x):
        """The network for each token alone."""
        return self.down(F.gelu(self.up(x)))

    def forward(self, x, mask=None):
        """Send every token's vector through the block."""
        if self.norm_first:
            x = x + self.attend(self.norm1(x), mask)  # (B, T, dim)
            return x + self.mlp(self.norm2(x))
        x = self.norm1(x + self.attend(x, mask))
        return self.norm2(x + self.mlp(x))
