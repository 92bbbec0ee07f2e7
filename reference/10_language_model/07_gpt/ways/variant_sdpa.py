"""Right all the same: torch's attention, which makes the mask by itself, and blocks that run one after the other."""

import torch
from torch import nn
from torch.nn import functional as F


class Attention(nn.Module):
    def __init__(self, dim, n_heads):
        super().__init__()
        self.n_heads = n_heads
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def forward(self, x):
        q, k, v = self.qkv(x).unflatten(-1, (3, self.n_heads, -1)).permute(2, 0, 3, 1, 4)
        return self.out(F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, dim, n_heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attention = Attention(dim, n_heads)
        self.up, self.down = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class GPT(nn.Module):
    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__()
        self.head = nn.Linear(dim, vocab_size, bias=False)
        self.norm = nn.LayerNorm(dim)
        self.blocks = nn.Sequential(*(Block(dim, n_heads) for _ in range(n_layers)))
        self.positions = nn.Embedding(context, dim)
        self.tokens = nn.Embedding(vocab_size, dim, _weight=self.head.weight)
        self.tokens.weight = self.head.weight
        for name, matrix in ((name, p) for name, p in self.named_parameters() if p.ndim == 2):
            nn.init.normal_(matrix, std=1 / dim**0.5)
            if name.split(".")[-2] in ("out", "down"):
                with torch.no_grad():
                    matrix /= (2 * n_layers) ** 0.5

    @property
    def context(self):
        return self.positions.num_embeddings

    def forward(self, ids):
        length = ids.shape[1]
        if not length <= self.context:
            raise ValueError(f"at most {self.context} tokens, not {length}")
        x = self.tokens(ids) + self.positions.weight[:length]
        return self.head(self.norm(self.blocks(x)))
