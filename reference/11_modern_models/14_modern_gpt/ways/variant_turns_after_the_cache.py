"""Right all the same: keys are kept as they are, and all of them are turned when they are used; nothing is imported."""

import torch
from torch import nn
from torch.nn import functional as F


def rotate(x, at, base, frequencies):
    even = torch.arange(0, x.shape[-1], 2, dtype=torch.float64, device=x.device)
    angles = at[:, None] * (base ** (-even / x.shape[-1]) if frequencies is None else frequencies.to(even))
    cos, sin = (f(angles).to(x.dtype).repeat_interleave(2, -1) for f in (torch.cos, torch.sin))
    partners = torch.stack([-x[..., 1::2], x[..., ::2]], -1).flatten(-2)
    return x * cos + partners * sin


def scaled(x, gain, eps):
    return x * (x.pow(2).mean(-1, keepdim=True) + eps).rsqrt() * gain


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
        self.shared, self.group, self.base, self.eps = n_kv_heads, n_heads // n_kv_heads, base, eps
        self.register_parameter("norm1", nn.Parameter(torch.ones(dim)))
        self.register_parameter("norm2", nn.Parameter(torch.ones(dim)))
        width = dim // n_heads if head_dim is None else head_dim
        self.window, self.frequencies, self.norms = window, frequencies, qk_norm
        self.q, self.out = nn.Linear(dim, n_heads * width, qkv_bias), nn.Linear(n_heads * width, dim, False)
        self.k, self.v = nn.Linear(dim, n_kv_heads * width, qkv_bias), nn.Linear(dim, n_kv_heads * width, qkv_bias)
        if qk_norm:
            self.register_parameter("q_norm", nn.Parameter(torch.ones(width)))
            self.register_parameter("k_norm", nn.Parameter(torch.ones(width)))
        self.mlp = nn.ModuleDict({"gate": nn.Linear(dim, hidden, False), "up": nn.Linear(dim, hidden, False)})
        self.mlp["down"] = nn.Linear(hidden, dim, False)

    def forward(self, x, positions, cache=None, layer=0):
        y = scaled(x, self.norm1, self.eps)
        q = self.q(y).unflatten(-1, (self.shared, self.group, -1)).permute(0, 2, 3, 1, 4)  # (B, h_kv, G, T, E)
        k, v = (part(y).unflatten(-1, (self.shared, -1)).transpose(1, 2) for part in (self.k, self.v))
        if self.norms:
            q, k = scaled(q, self.q_norm, self.eps), scaled(k, self.k_norm, self.eps)
        places = positions
        if cache is not None:
            k, v = cache.extend(layer, k, v)
            places = positions[-1] + torch.arange(1 - k.shape[2], 1, device=x.device)
        q, k = (rotate(x, at, self.base, self.frequencies) for x, at in ((q, positions), (k, places)))
        scores = torch.einsum("bhgte,bhse->bhgts", q, k) / q.shape[-1] ** 0.5
        unseen = places > positions[:, None]
        if self.window is not None:
            unseen = unseen | (places <= positions[:, None] - self.window)
        scores = scores.masked_fill(unseen, -torch.inf)
        heads = torch.einsum("bhgts,bhse->bthge", scores.softmax(-1), v).flatten(2)
        x = x + heads @ self.out.weight.mT
        z = scaled(x, self.norm2, self.eps)
        return x + self.mlp["down"](F.silu(self.mlp["gate"](z)) * self.mlp["up"](z))


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
        self.head = nn.Linear(dim, vocab_size, bias=False)
        self.tokens = nn.Embedding(vocab_size, dim, _weight=self.head.weight)
        self.tokens.weight = self.head.weight if tied else nn.Parameter(self.head.weight.detach().clone())
        self.blocks = nn.ModuleList()
        while len(self.blocks) < n_layers:
            more = head_dim, qk_norm, qkv_bias, windows and windows[len(self.blocks)], frequencies
            self.blocks.append(Block(dim, n_heads, n_kv_heads, hidden, base, eps, *more))
        self.norm = nn.Parameter(torch.ones(dim))
        limit = (3 / dim) ** 0.5  # uniform numbers up to √3 have the deviation 1
        for part in (module for module in self.modules() if isinstance(module, nn.Linear)):
            nn.init.uniform_(part.weight, -limit, limit)
            if part.bias is not None:
                nn.init.zeros_(part.bias)
        nn.init.normal_(self.tokens.weight, std=dim**-0.5)
        with torch.no_grad():
            for block in self.blocks:
                block.out.weight.div_((2 * n_layers) ** 0.5)
                block.mlp["down"].weight.div_((2 * n_layers) ** 0.5)

    def forward(self, ids, cache=None):
        at = torch.arange(ids.shape[-1], device=ids.device) + (len(cache) if cache is not None else 0)
        x = self.tokens.weight[ids]
        for layer in range(len(self.blocks)):
            x = self.blocks[layer](x, at, cache, layer)
        return self.head(scaled(x, self.norm, self.eps))
