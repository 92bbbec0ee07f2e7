"""The residual and the norm written once, for both sublayers and for both orders."""

from torch import nn
from torch.nn import functional as F


class Attention(nn.Module):
    def __init__(self, dim, n_heads):
        super().__init__()
        if dim // n_heads * n_heads != dim:
            raise ValueError(f"no way to share {dim} entries among {n_heads} heads")
        self.n_heads = n_heads
        self.out, self.qkv = nn.Linear(dim, dim), nn.Linear(dim, 3 * dim)

    def forward(self, x, **options):
        q, k, v = self.qkv(x).unflatten(-1, (3, self.n_heads, -1)).permute(2, 0, 3, 1, 4)
        return self.out(F.scaled_dot_product_attention(q, k, v, **options).permute(0, 2, 1, 3).flatten(-2))


class Block(nn.Module):
    def __init__(self, dim, n_heads, hidden, norm_first=True):
        super().__init__()
        self.norm_first = norm_first
        self.down, self.up = nn.Linear(hidden, dim), nn.Linear(dim, hidden)
        self.attention = Attention(dim, n_heads)
        self.norm2, self.norm1 = nn.LayerNorm(dim), nn.LayerNorm(dim)

    def forward(self, x, mask=None, causal=False):
        def attend(y):
            return self.attention(y, attn_mask=mask, is_causal=causal)

        def network(y):
            return self.down(F.gelu(self.up(y)))

        for norm, sublayer in ((self.norm1, attend), (self.norm2, network)):
            x = x + sublayer(norm(x)) if self.norm_first else norm(x + sublayer(x))
        return x
