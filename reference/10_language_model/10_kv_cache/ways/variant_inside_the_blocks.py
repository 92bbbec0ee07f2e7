"""The model's own blocks run, with an attention in the place of theirs that knows of the cache."""

import torch
from torch.nn import functional as F


class Cache:
    def __init__(self):
        self.past = []

    def __len__(self):
        return self.past[0][0].size(2) if self.past else 0

    def extend(self, layer, k, v):
        if layer == len(self.past):
            self.past.append((k[:, :, :0], v[:, :, :0]))
        self.past[layer] = tuple(torch.cat(both, 2) for both in zip(self.past[layer], (k, v), strict=True))
        return self.past[layer]


class Remembering:
    """Attention for one call: new queries, old and new keys."""

    def __init__(self, attention, past):
        self.attention, self.past = attention, past

    def __call__(self, x, mask=None, causal=False):
        q, k, v = (
            part.unflatten(-1, (self.attention.n_heads, -1)).transpose(1, 2)
            for part in self.attention.qkv(x).chunk(3, -1)
        )
        if self.past:
            k, v = torch.cat([self.past[0], k], 2), torch.cat([self.past[1], v], 2)
        self.past = k, v
        new, all_ = q.size(2), k.size(2)
        mask = torch.ones(new, all_, dtype=torch.bool, device=x.device).tril(all_ - new)
        return self.attention.out(F.scaled_dot_product_attention(q, k, v, mask).transpose(1, 2).flatten(2))


def run(block, x, past):
    attention = Remembering(block.attention, past)
    x = x + attention(block.norm1(x))
    return x + block.down(F.gelu(block.up(block.norm2(x)))), attention.past


def forward_cached(model, ids, cache):
    if not hasattr(model, "positions"):  # today's models have no table of positions
        return model(ids, cache)
    before, new = len(cache), ids.size(1)
    if before + new > model.context:
        raise ValueError(f"{before} + {new} > {model.context}")
    x = model.tokens(ids) + model.positions(torch.arange(before, before + new, device=ids.device))
    past = cache.past or [None] * len(model.blocks)
    for i, block in enumerate(model.blocks):
        x, past[i] = run(block, x, past[i])
    cache.past = past
    return model.head(model.norm(x))
