"""Right all the same: without a cache it makes one, and each block is told what to keep its keys with."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from mine.kv_cache import Cache
from mine.rotary_embedding import rope
from mine.swiglu import SwiGLU


class Block(nn.Module):
    def __init__(
        self,
        dim,
        n_heads,
        n_kv_heads,
        hidden,
        base=10000.0,
        eps=1e-6,
        head_dim=None,
        qk_norm=False,
        qkv_bias=False,
        window=None,
        frequencies=None,
    ):
        super().__init__()
        self.n_heads, self.n_kv_heads, self.base, self.eps = n_heads, n_kv_heads, base, eps
        self.window, self.turn = window, {"base": base} if frequencies is None else {"frequencies": frequencies}
        self.mlp, width = SwiGLU(dim, hidden), dim // n_heads if head_dim is None else head_dim
        for name, heads in {"q": n_heads, "k": n_kv_heads, "v": n_kv_heads}.items():
            self.add_module(name, nn.Linear(dim, width * heads, bias=qkv_bias))
        for name in ("q_norm", "k_norm"):
            self.register_parameter(name, nn.Parameter(torch.ones(width)) if qk_norm else None)
        self.out = nn.Linear(width * n_heads, dim, bias=False)
        self.norm1 = nn.Parameter(torch.ones(dim))
        self.norm2 = nn.Parameter(torch.ones(dim))

    def collect(self, x, positions, extend):
        x = F.rms_norm(x, self.norm1.shape, self.norm1, self.eps)
        q = self.placed(self.q(x), self.n_heads, self.q_norm, positions)
        k = self.placed(self.k(x), self.n_kv_heads, self.k_norm, positions)
        k, v = extend(k, self.v(x).unflatten(-1, (self.n_kv_heads, -1)).transpose(1, 2))
        k, v = (part.repeat_interleave(self.n_heads // self.n_kv_heads, dim=1) for part in (k, v))
        later = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool, device=x.device).triu(k.shape[2] - q.shape[2] + 1)
        far = torch.zeros_like(later)
        if self.window is not None:
            far = torch.ones_like(later).tril(k.shape[2] - q.shape[2] - self.window)
        return self.out(F.scaled_dot_product_attention(q, k, v, ~(later | far)).transpose(1, 2).flatten(2))

    def placed(self, x, heads, gain, positions):
        x = x.unflatten(-1, (heads, -1)).transpose(1, 2)
        x = x if gain is None else F.rms_norm(x, gain.shape, gain, self.eps)
        return rope(x, positions, **{name: torch.as_tensor(v, device=x.device) for name, v in self.turn.items()})

    def forward(self, x, positions, cache=None, layer=0):
        def extend(k, v):
            return Cache().extend(layer, k, v) if cache is None else cache.extend(layer, k, v)

        x = x + self.collect(x, positions, extend)
        return x + self.mlp(F.rms_norm(x, self.norm2.shape, self.norm2, self.eps))


class ModernGPT(nn.Module):
    def __init__(
        self,
        vocab_size,
        context,
        dim,
        n_heads,
        n_kv_heads,
        hidden,
        n_layers,
        base=10000.0,
        eps=1e-6,
        head_dim=None,
        qk_norm=False,
        qkv_bias=False,
        tied=True,
        windows=None,
        frequencies=None,
    ):
        super().__init__()
        self.context, self.eps = context, eps
        self.tokens = nn.Embedding(vocab_size, dim)
        given, blocks = (dim, n_heads, n_kv_heads, hidden, base, eps, head_dim, qk_norm, qkv_bias), []
        for i in range(n_layers):
            blocks.append(Block(*given, window=windows[i] if windows else None, frequencies=frequencies))
        self.blocks = nn.ModuleList(blocks)
        self.norm = nn.Parameter(torch.ones(dim))
        self.head = nn.Linear(dim, vocab_size, bias=False)
        if tied:
            self.head.weight = self.tokens.weight
        self.apply(self.small)
        for block in self.blocks:
            for part in (block.out, block.mlp.down):
                nn.init.normal_(part.weight, std=1 / math.sqrt(2 * n_layers * dim))

    def small(self, part):
        if isinstance(part, (nn.Linear, nn.Embedding)):
            nn.init.normal_(part.weight, std=1 / math.sqrt(self.norm.numel()))
        if getattr(part, "bias", None) is not None:
            nn.init.zeros_(part.bias)

    def forward(self, ids, cache=None):
        cache = Cache() if cache is None else cache
        first = len(cache)
        positions = torch.arange(first, first + ids.shape[1], device=ids.device)
        x = self.tokens(ids)
        for number, block in enumerate(self.blocks):
            x = block(x, positions, cache, number)
        return self.head(F.rms_norm(x, self.norm.shape, self.norm, self.eps))
