"""Right all the same: one sum for all heads, scaled before the product, and no part is called as a module."""

import torch
from torch import nn
from torch.nn import functional as F


class GPT(nn.Module):
    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__()
        self.context, self.n_heads = context, n_heads
        self.tokens, self.positions = nn.Embedding(vocab_size, dim), nn.Embedding(context, dim)
        self.blocks = nn.ModuleList()
        for _ in range(n_layers):
            block = nn.ModuleDict({"norm1": nn.LayerNorm(dim), "norm2": nn.LayerNorm(dim)})
            block["attention"] = nn.ModuleDict({"qkv": nn.Linear(dim, 3 * dim), "out": nn.Linear(dim, dim)})
            block["up"], block["down"] = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)
            self.blocks.append(block)
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, vocab_size, bias=False)
        self.tokens.weight = self.head.weight  # tied from the other side
        for part in self.modules():
            if isinstance(part, (nn.Linear, nn.Embedding)):
                nn.init.trunc_normal_(part.weight, std=dim**-0.5)
        for block in self.blocks:
            nn.init.trunc_normal_(block["attention"]["out"].weight, std=(2 * n_layers * dim) ** -0.5)
            nn.init.trunc_normal_(block["down"].weight, std=(2 * n_layers * dim) ** -0.5)

    def forward(self, ids):
        if ids.shape[-1] > self.context:
            raise ValueError(f"context {self.context} < {ids.shape[-1]} tokens")
        at = torch.arange(ids.shape[-1], device=ids.device)
        later = at > at[:, None]
        x = self.tokens.weight[ids] + self.positions.weight[at]
        for block in self.blocks:
            q, k, v = (
                F.linear(normed(x, block["norm1"]), block["attention"]["qkv"].weight, block["attention"]["qkv"].bias)
                .unflatten(-1, (3, self.n_heads, -1))
                .unbind(-3)
            )  # (B, T, h, E) each
            scores = torch.einsum("bthd,bshd->bhts", q / q.shape[-1] ** 0.5, k).masked_fill(later, -torch.inf)
            heads = torch.einsum("bhts,bshd->bthd", scores.softmax(dim=-1), v).flatten(-2)
            x = x + heads @ block["attention"]["out"].weight.T + block["attention"]["out"].bias
            inner = F.gelu(normed(x, block["norm2"]) @ block["up"].weight.T + block["up"].bias)
            x = x + inner @ block["down"].weight.T + block["down"].bias
        return normed(x, self.norm) @ self.head.weight.T


def normed(x, norm):
    away = x - x.mean(-1, keepdim=True)
    return away / ((away**2).mean(-1, keepdim=True) + norm.eps).sqrt() * norm.weight + norm.bias
