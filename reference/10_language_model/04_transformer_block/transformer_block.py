"""A transformer block: notice that x itself is never normalised in pre-norm, so that a straight path leads through."""

from torch import nn
from torch.nn import functional as F

from mine.multi_head_attention import MultiHeadAttention


class Block(nn.Module):
    """Self-attention, then a network for each token alone; what they give is added to the vectors."""

    def __init__(self, dim, n_heads, hidden, norm_first=True, approximate="none"):
        super().__init__()
        self.norm_first, self.approximate = norm_first, approximate
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attention = MultiHeadAttention(dim, n_heads)
        self.up, self.down = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def mlp(self, x):
        """The network for each token alone."""
        return self.down(F.gelu(self.up(x), approximate=self.approximate))

    def forward(self, x, mask=None, causal=False):
        """Send every token's vector through the block."""
        if self.norm_first:
            x = x + self.attention(self.norm1(x), mask, causal)  # (B, T, dim)
            return x + self.mlp(self.norm2(x))
        x = self.norm1(x + self.attention(x, mask, causal))
        return self.norm2(x + self.mlp(x))
