"""A transformer block: notice that x itself is never normalised in pre-norm, so that a straight path leads through."""

from torch import nn
from torch.nn import functional as F


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
        parts = self.qkv(x).chunk(3, dim=-1)
        q, k, v = (part.unflatten(-1, (self.n_heads, -1)).transpose(1, 2) for part in parts)  # (B, H, T, d) each
        heads = F.scaled_dot_product_attention(q, k, v, mask, is_causal=causal)
        return self.out(heads.transpose(1, 2).flatten(2))


class Block(nn.Module):
    """Self-attention, then a network for each token alone; what they give is added to the vectors."""

    def __init__(self, dim, n_heads, hidden, norm_first=True):
        super().__init__()
        self.norm_first = norm_first
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attention = MultiHeadAttention(dim, n_heads)
        self.up, self.down = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def mlp(self, x):
        """The network for each token alone."""
        return self.down(F.gelu(self.up(x)))

    def forward(self, x, mask=None, causal=False):
        """Send every token's vector through the block."""
        if self.norm_first:
            x = x + self.attention(self.norm1(x), mask, causal)  # (B, T, dim)
            return x + self.mlp(self.norm2(x))
        x = self.norm1(x + self.attention(x, mask, causal))
        return self.norm2(x + self.mlp(x))
