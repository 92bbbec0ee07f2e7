"""Right all the same: torch's attention, the heads by unflatten, and both orders by one helper."""

from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, dim, n_heads, hidden, norm_first=True):
        super().__init__()
        if dim // n_heads * n_heads != dim:
            raise ValueError(f"no way to share {dim} entries among {n_heads} heads")
        self.n_heads, self.norm_first = n_heads, norm_first
        self.down, self.up = nn.Linear(hidden, dim), nn.Linear(dim, hidden)
        self.out, self.qkv = nn.Linear(dim, dim), nn.Linear(dim, 3 * dim)
        self.norm2, self.norm1 = nn.LayerNorm(dim), nn.LayerNorm(dim)

    def forward(self, x, mask=None):
        def attention(y):
            q, k, v = self.qkv(y).unflatten(-1, (3, self.n_heads, -1)).permute(2, 0, 3, 1, 4)
            heads = F.scaled_dot_product_attention(q, k, v, mask)
            return self.out(heads.permute(0, 2, 1, 3).flatten(-2))

        def network(y):
            return self.down(F.gelu(self.up(y)))

        for norm, sublayer in ((self.norm1, attention), (self.norm2, network)):
            x = x + sublayer(norm(x)) if self.norm_first else norm(x + sublayer(x))
        return x
