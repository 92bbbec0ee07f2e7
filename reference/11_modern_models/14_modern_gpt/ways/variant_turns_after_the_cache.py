"""Right all the same: keys are kept as they are, and all of them are turned when they are used; nothing is imported."""

import torch
from torch import nn
from torch.nn import functional as F


def rotate(x, at, base):
    even = torch.arange(0, x.shape[-1], 2, dtype=torch.float64, device=x.device)
    angles = at[:, None] / base ** (even / x.shape[-1])
    cos, sin = (f(angles).to(x.dtype).repeat_interleave(2, -1) for f in (torch.cos, torch.sin))
    partners = torch.stack([-x[..., 1::2], x[..., ::2]], -1).flatten(-2)
    return x * cos + partners * sin


def scaled(x, gain, eps):
    return x * (x.pow(2).mean(-1, keepdim=True) + eps).rsqrt() * gain


class Block(nn.Module):
    def __init__(self, dim, n_heads, n_kv_heads, hidden, base=10000.0, eps=1e-6):
        super().__init__()
        self.shared, self.group, self.base, self.eps = n_kv_heads, n_heads // n_kv_heads, base, eps
        self.register_parameter("norm1", nn.Parameter(torch.ones(dim)))
        self.register_parameter("norm2", nn.Parameter(torch.ones(dim)))
        width = dim // n_heads
        self.q, self.out = nn.Linear(dim, n_heads * width, False), nn.Linear(n_heads * width, dim, False)
        self.k, self.v = nn.Linear(dim, n_kv_heads * width, False), nn.Linear(dim, n_kv_heads * width, False)
        self.mlp = nn.ModuleDict({"gate": nn.Linear(dim, hidden, False), "up": nn.Linear(dim, hidden, False)})
        self.mlp["down"] = nn.Linear(hidden, dim, False)

    def forward(self, x, positions, cache=None, layer=0):
        y = scaled(x, self.norm1, self.eps)
        q = self.q(y).unflatten(-1, (self.shared, self.group, -1)).permute(0, 2, 3, 1, 4)  # (B, h_kv, G, T, E)
        k, v = (part(y).unflatten(-1, (self.shared, -1)).transpose(1, 2) for part in (self.k, self.v))
        places = positions
        if cache is not None:
            k, v = cache.extend(layer, k, v)
            places = torch.arange(k.shape[2], device=x.device)
        q, k = rotate(q, positions, self.base), rotate(k, places, self.base)
        scores = torch.einsum("bhgte,bhse->bhgts", q, k) / q.shape[-1] ** 0.5
        scores = scores.masked_fill(places > positions[:, None], -torch.inf)
        heads = torch.einsum("bhgts,bhse->bthge", scores.softmax(-1), v).flatten(2)
        x = x + heads @ self.out.weight.mT
        z = scaled(x, self.norm2, self.eps)
        return x + self.mlp["down"](F.silu(self.mlp["gate"](z)) * self.mlp["up"](z))


class ModernGPT(nn.Module):
    def __init__(self, vocab_size, context, dim, n_heads, n_kv_heads, hidden, n_layers, base=10000.0, eps=1e-6):
        super().__init__()
        self.context, self.eps = context, eps
        self.head = nn.Linear(dim, vocab_size, bias=False)
        self.tokens = nn.Embedding(vocab_size, dim, _weight=self.head.weight)
        self.tokens.weight = self.head.weight  # tied from the other side
        self.blocks = nn.ModuleList()
        while len(self.blocks) < n_layers:
            self.blocks.append(Block(dim, n_heads, n_kv_heads, hidden, base, eps))
        self.norm = nn.Parameter(torch.ones(dim))
        limit = (3 / dim) ** 0.5  # uniform numbers up to √3 have the deviation 1
        for part in (module for module in self.modules() if isinstance(module, nn.Linear)):
            nn.init.uniform_(part.weight, -limit, limit)
        with torch.no_grad():
            for block in self.blocks:
                block.out.weight.div_((2 * n_layers) ** 0.5)
                block.mlp["down"].weight.div_((2 * n_layers) ** 0.5)

    def forward(self, ids, cache=None):
        at = torch.arange(ids.shape[-1], device=ids.device) + (len(cache) if cache is not None else 0)
        x = self.tokens.weight[ids]
        for layer in range(len(self.blocks)):
            x = self.blocks[layer](x, at, cache, layer)
        return scaled(x, self.norm, self.eps) @ self.tokens.weight.mT
