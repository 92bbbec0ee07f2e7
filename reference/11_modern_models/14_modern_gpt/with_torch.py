"""A GPT of today by torch's own functions: its RMS norm, its attention with shared heads, pairs as complex numbers."""

import torch
from torch import nn
from torch.nn import functional as F


def turned(x, positions, base, frequencies=None):
    """Pairs of neighbours as complex numbers, turned by those of torch.polar."""
    width = x.shape[-1]
    usual = base ** (-torch.arange(0, width, 2, device=x.device).double() / width)
    angles = torch.outer(positions.double(), usual if frequencies is None else frequencies.to(usual))
    pairs = torch.view_as_complex(x.double().unflatten(-1, (-1, 2)).contiguous())
    return torch.view_as_real(pairs * torch.polar(torch.ones_like(angles), angles)).flatten(-2).to(x.dtype)


class Block(nn.Module):
    """The names are the statement's."""

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
        self.width, self.base, self.eps = head_dim or dim // n_heads, base, eps
        self.window, self.frequencies = window, frequencies
        self.q_norm, self.k_norm = (nn.Parameter(torch.ones(self.width)) if qk_norm else None for _ in range(2))
        self.norm1, self.norm2 = nn.Parameter(torch.ones(dim)), nn.Parameter(torch.ones(dim))
        sizes = {"q": n_heads, "k": n_kv_heads, "v": n_kv_heads}
        for name, heads in sizes.items():
            setattr(self, name, nn.Linear(dim, heads * self.width, bias=qkv_bias))
        self.out = nn.Linear(n_heads * self.width, dim, bias=False)
        self.mlp = _Gated(dim, hidden)

    def forward(self, x, positions, cache=None, layer=0):
        """From (B, T, D) to (B, T, D)."""
        read = F.rms_norm(x, x.shape[-1:], self.norm1, self.eps)
        q, k, v = (part(read).unflatten(-1, (-1, self.width)).transpose(1, 2) for part in (self.q, self.k, self.v))
        if self.q_norm is not None:
            q, k = (F.rms_norm(p, p.shape[-1:], gain, self.eps) for p, gain in ((q, self.q_norm), (k, self.k_norm)))
        q, k = (turned(part, positions, self.base, self.frequencies) for part in (q, k))
        k, v = (k, v) if cache is None else cache.extend(layer, k, v)
        new, total = q.shape[2], k.shape[2]
        past = torch.ones(new, total, dtype=torch.bool, device=x.device).tril(total - new)
        past = past if self.window is None else past.triu(total - new + 1 - self.window)
        heads = F.scaled_dot_product_attention(q, k, v, past, enable_gqa=True)
        x = x + self.out(heads.transpose(1, 2).flatten(2))
        return x + self.mlp(F.rms_norm(x, x.shape[-1:], self.norm2, self.eps))


class _Gated(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.gate, self.up = nn.Linear(dim, hidden, bias=False), nn.Linear(dim, hidden, bias=False)
        self.down = nn.Linear(hidden, dim, bias=False)

    def forward(self, x):
        return self.down(F.silu(self.gate(x)) * self.up(x))


class ModernGPT(nn.Module):
    """Tokens, blocks, a last norm, a tied head."""

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
        self.tokens, self.norm = nn.Embedding(vocab_size, dim), nn.Parameter(torch.ones(dim))
        sizes = dim, n_heads, n_kv_heads, hidden, base, eps, head_dim, qk_norm, qkv_bias
        windows = [None] * n_layers if windows is None else windows
        self.blocks = nn.ModuleList(Block(*sizes, window, frequencies) for window in windows)
        self.head = nn.Linear(dim, vocab_size, bias=False)
        self.head.weight = self.tokens.weight if tied else self.head.weight
        added = {id(part.weight) for block in self.blocks for part in (block.out, block.mlp.down)}
        for parameter in self.parameters():
            if parameter.ndim > 1:
                nn.init.normal_(parameter, std=(dim * (2 * n_layers if id(parameter) in added else 1)) ** -0.5)
        for bias in (part.bias for block in self.blocks for part in (block.q, block.k, block.v) if qkv_bias):
            nn.init.zeros_(bias)

    def forward(self, ids, cache=None):
        """The logits of each token's successor."""
        old = 0 if cache is None else len(cache)
        positions, x = old + torch.arange(ids.shape[1], device=ids.device), self.tokens(ids)
        for layer, block in enumerate(self.blocks):
            x = block(x, positions, cache, layer)
        return self.head(F.rms_norm(x, x.shape[-1:], self.norm, self.eps))
