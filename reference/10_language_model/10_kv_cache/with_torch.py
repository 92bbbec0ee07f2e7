"""A KV cache of one block of memory, filled from the left, with torch's own attention."""

import inspect

import torch
from torch.nn import functional as F


class Cache:
    """Room for all places of the context, made when the first tokens come."""

    def __init__(self):
        self.length, self.keys, self.values, self.blocks = 0, None, None, {}

    def __len__(self):
        return self.length

    def extend(self, layer, k, v):
        """The keys and values of a model that takes the cache itself, in a list of pieces for each block."""
        pieces = self.blocks.setdefault(layer, [])
        pieces.append((k, v))
        keys, values = (torch.cat(part, dim=-2) for part in zip(*pieces, strict=True))
        self.length = keys.shape[-2]
        return keys, values


def forward_cached(model, ids, cache):
    """The logits of new tokens, with the help of what was kept of those before them."""
    if "cache" in inspect.getfullargspec(model.forward).args:
        return model(ids, cache)
    end = cache.length + ids.shape[1]
    if end > model.context:
        raise ValueError(f"{end} tokens, a context of {model.context}")
    x, at = model.tokens(ids) + model.positions.weight[cache.length : end], slice(cache.length, end)
    if cache.keys is None:
        cache.keys, cache.values = x.new_zeros(2, len(model.blocks), len(ids), model.context, x.shape[-1])
    hidden = torch.ones(ids.shape[1], end, dtype=torch.bool, device=ids.device).triu(cache.length + 1)
    for block, keys, values in zip(model.blocks, cache.keys, cache.values, strict=True):
        q, keys[:, at], values[:, at] = block.attention.qkv(block.norm1(x)).chunk(3, dim=-1)
        cut = (t.unflatten(-1, (block.attention.n_heads, -1)) for t in (q, keys[:, :end], values[:, :end]))
        q, k, v = (t.transpose(1, 2) for t in cut)
        x = x + block.attention.out(F.scaled_dot_product_attention(q, k, v, ~hidden).transpose(1, 2).flatten(2))
        x = x + block.down(F.gelu(block.up(block.norm2(x))))
    cache.length = end
    return model.head(model.norm(x))
