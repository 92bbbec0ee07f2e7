"""Right all the same: without a cache it makes one, and each block is told what to keep its keys with."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from mine.kv_cache import Cache
from mine.rotary_embedding import rope
from mine.swiglu import SwiGLU


class Block(nn.Module):
    def __init__(self, dim, n_heads, n_kv_heads, hidden, base=10000.0, eps=1e-6):
        super().__init__()
        self.n_heads, self.n_kv_heads, self.base, self.eps = n_heads, n_kv_heads, base, eps
        self.mlp = SwiGLU(dim, hidden)
        for name, rows in {"q": dim, "k": dim // n_heads * n_kv_heads, "v": dim // n_heads * n_kv_heads}.items():
            self.add_module(name, nn.Linear(dim, rows, bias=False))
        self.out = nn.Linear(dim, dim, bias=False)
        self.norm1 = nn.Parameter(torch.ones(dim))
        self.norm2 = nn.Parameter(torch.ones(dim))

    def collect(self, x, positions, extend):
        x = F.rms_norm(x, self.norm1.shape, self.norm1, self.eps)
        q = rope(self.q(x).unflatten(-1, (self.n_heads, -1)).transpose(1, 2), positions, self.base)
        k = rope(self.k(x).unflatten(-1, (self.n_kv_heads, -1)).transpose(1, 2), positions, self.base)
        k, v = extend(k, self.v(x).unflatten(-1, (self.n_kv_heads, -1)).transpose(1, 2))
        k, v = (part.repeat_interleave(self.n_heads // self.n_kv_heads, dim=1) for part in (k, v))
        later = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool, device=x.device).triu(k.shape[2] - q.shape[2] + 1)
        return self.out(F.scaled_dot_product_attention(q, k, v, ~later).transpose(1, 2).flatten(2))

    def forward(self, x, positions, cache=None, layer=0):
        def extend(k, v):
            return Cache().extend(layer, k, v) if cache is None else cache.extend(layer, k, v)

        x = x + self.collect(x, positions, extend)
        return x + self.mlp(F.rms_norm(x, self.norm2.shape, self.norm2, self.eps))


class ModernGPT(nn.Module):
    def __init__(self, vocab_size, context, dim, n_heads, n_kv_heads, hidden, n_layers, base=10000.0, eps=1e-6):
        super().__init__()
        self.context, self.eps = context, eps
        self.tokens = nn.Embedding(vocab_size, dim)
        self.blocks = nn.ModuleList([Block(dim, n_heads, n_kv_heads, hidden, base, eps) for _ in range(n_layers)])
        self.norm = nn.Parameter(torch.ones(dim))
        self.head = nn.Linear(dim, vocab_size, bias=False)
        self.head.weight = self.tokens.weight
        self.apply(self.small)
        for block in self.blocks:
            for part in (block.out, block.mlp.down):
                nn.init.normal_(part.weight, std=1 / math.sqrt(2 * n_layers * dim))

    def small(self, part):
        if isinstance(part, (nn.Linear, nn.Embedding)):
            nn.init.normal_(part.weight, std=1 / math.sqrt(self.norm.numel()))

    def forward(self, ids, cache=None):
        cache = Cache() if cache is None else cache
        first = len(cache)
        positions = torch.arange(first, first + ids.shape[1], device=ids.device)
        x = self.tokens(ids)
        for number, block in enumerate(self.blocks):
            x = block(x, positions, cache, number)
        return self.head(F.rms_norm(x, self.norm.shape, self.norm, self.eps))
