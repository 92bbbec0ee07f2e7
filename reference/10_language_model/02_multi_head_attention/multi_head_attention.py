"""Multi-head attention: notice that the heads are one more batch axis, so that no line of attention knows of them."""

import torch
from torch import nn


def attention(q, k, v, mask):
    """Weigh the values by a softmax over the scaled scores; 0 for a token that may attend to nothing."""
    scores = q @ k.mT / q.shape[-1] ** 0.5  # (B, H, T, T)
    some = mask.any(dim=-1, keepdim=True)  # (T, 1)
    weights = scores.masked_fill(~mask & some, -torch.inf).softmax(dim=-1)
    return weights * some @ v


class MultiHeadAttention(nn.Module):
    """Self-attention with several heads; what they find is mixed by a last linear layer."""

    def __init__(self, dim, n_heads):
        super().__init__()
        if dim % n_heads:
            raise ValueError(f"{n_heads} heads can't share {dim} entries")
        self.n_heads = n_heads
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def forward(self, x, mask=None, causal=False):
        """Let every token collect from the others, with each head on its own."""
        q, k, v = (self.split(part) for part in self.qkv(x).chunk(3, dim=-1))  # (B, H, T, d) each
        if mask is None:
            mask = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device)
        heads = attention(q, k, v, mask.tril() if causal else mask)  # (B, H, T, d)
        return self.out(heads.transpose(1, 2).flatten(2))

    def split(self, x):
        """From (B, T, dim) to (B, H, T, d)."""
        return x.unflatten(-1, (self.n_heads, -1)).transpose(1, 2)
