import torch.nn as nn
import torch.nn.functional as F


class SelfAttention(nn.Module):
    def __init__(self, dim, n_heads):
        super().__init__()
        self.n_heads = n_heads
        self.qkv = nn.Linear(dim, dim * 3)
        self.out = nn.Linear(dim, dim)

    def forward(self, x, attn_mask=None, is_causal=False):
        B, T, C = x.shape
        q, k, v = (t.reshape(B, T, self.n_heads, -1).transpose(1, 2) for t in self.qkv(x).chunk(3, dim=-1))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=attn_mask, is_causal=is_causal)
        return self.out(y.transpose(1, 2).reshape(B, T, C))


class Block(nn.Module):
    def __init__(self, dim, n_heads, hidden, norm_first=True):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attention = SelfAttention(dim, n_heads)
        self.up, self.down = nn.Linear(dim, hidden), nn.Linear(hidden, dim)
        self.norm_first = norm_first

    def _ff_block(self, x):
        return self.down(F.gelu(self.up(x)))

    def forward(self, src, mask=None, causal=False):
        x = src
        if self.norm_first:
            x = x + self.attention(self.norm1(x), mask, causal)
            x = x + self._ff_block(self.norm2(x))
        else:
            x = self.norm1(x + self.attention(x, mask, causal))
            x = self.norm2(x + self._ff_block(x))
        return x
