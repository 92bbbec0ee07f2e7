import torch
from torch import nn

from mine.grouped_query_attention import grouped_query_attention
from mine.rms_norm import rms_norm
from mine.rotary_embedding import rope
from mine.swiglu import SwiGLU


class Block(nn.Module):
    def __init__(self, dim, n_heads, n_kv_heads, hidden, base=10000.0, eps=1e-6):
        super().__init__()
        self.width, self.base, self.eps = dim // n_heads, base, eps
        self.norm1, self.norm2 = nn.Parameter(torch.ones(dim)), nn.Parameter(torch.ones(dim))
        self.q, self.out = nn.Linear(dim, dim, bias=False), nn.Linear(dim, dim, bias=False)
        self.k, self.v = (nn.Linear(dim, n_kv_heads * self.width, bias=False) for _ in range(2))
        self.mlp = SwiGLU(dim, hidden)

    def forward(self, x, positions):
        y = rms_norm(x, self.norm1, self.eps)
        q, k, v = (layer(y).unflatten(-1, (-1, self.width)).transpose(1, 2) for layer in (self.q, self.k, self.v))
        heads = grouped_query_attention(rope(q, positions, self.base), rope(k, positions, self.base), v)
        x = x + self.out(heads.transpose(1, 2).flatten(2))
        return x + self.mlp(rms_norm(x, self.norm2, self.eps))


class ModernGPT(nn.Module):
    def __init__(self, vocab_size, context, dim, n_heads, n_kv_heads, hidden, n_layers, base=10000.0, eps=1e-6):
        super().__init__()
        self.context, self.eps = context, eps
        self.tokens = nn.Embedding(vocab_size, dim)
        self.blocks = nn.ModuleList(Block(dim, n_heads, n_kv_heads, hidden, base, eps) for _ in range(n_layers))
        self.norm, self.head = nn.Parameter(torch.ones(dim)), nn.Linear(dim, vocab_size, bias=False)
        self.head.weight = self.tokens.weight
        nn.init.normal_(self.tokens.weight, std=0.02)

    def forward(self, ids):
        x, positions = self.tokens(ids), torch.arange(ids.shape[1], device=ids.device)
        for block in self.blocks:
            x = block(x, positions)
        return self.head(rms_norm(x, self.norm, self.eps))
