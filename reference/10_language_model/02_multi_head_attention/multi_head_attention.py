"""Multi-head attention: notice that the heads are one more batch axis, so that attention knows nothing of them."""

from torch import nn

from mine.attention import attention
from mine.reshape import merge_heads, split_heads


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
        parts = self.qkv(x).chunk(3, dim=-1)  # (B, T, dim) each
        q, k, v = (split_heads(part, self.n_heads) for part in parts)  # (B, h, T, E) each
        return self.out(merge_heads(attention(q, k, v, mask, causal)))
