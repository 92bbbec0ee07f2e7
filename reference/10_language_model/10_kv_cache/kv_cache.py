"""A KV cache: notice that old keys and values never change, for no token of the past ever sees a new one."""

from inspect import signature

import torch
from torch.nn import functional as F

from mine.attention import attention
from mine.reshape import merge_heads, split_heads


class Cache:
    """The keys and values of each block, for all tokens so far."""

    def __init__(self):
        self.layers = {}

    def __len__(self):
        return self.layers[0].shape[-2] if self.layers else 0

    def extend(self, layer, k, v):
        """Add the keys and values of new tokens, (B, h, T, E) each, and give back all that the block has."""
        both = torch.stack([k, v])
        if layer in self.layers:
            both = torch.cat([self.layers[layer], both], dim=-2)
        self.layers[layer] = both  # (2, B, h, n + T, E)
        return both


def forward_cached(model, ids, cache):
    """The logits of new tokens, with the help of what was kept of those before them."""
    if "cache" in signature(model.forward).parameters:  # it takes the cache along itself
        return model(ids, cache)
    old, total = len(cache), len(cache) + ids.shape[1]
    if total > model.context:
        raise ValueError(f"{total} tokens do not fit into a context of {model.context}")
    places = torch.arange(total, device=ids.device)
    mask = places <= places[old:, None]  # (T, n + T)
    x = model.tokens(ids) + model.positions(places[old:])  # (B, T, dim)
    for layer, block in enumerate(model.blocks):
        x = x + collect(block.attention, block.norm1(x), mask, cache, layer)
        x = x + block.down(F.gelu(block.up(block.norm2(x))))
    return model.head(model.norm(x))


def collect(heads, x, mask, cache, layer):
    """What the new tokens collect from all, with the keys and values of this block."""
    parts = heads.qkv(x).chunk(3, dim=-1)  # (B, T, dim) each
    q, k, v = (split_heads(part, heads.n_heads) for part in parts)  # (B, h, T, E) each
    k, v = cache.extend(layer, k, v)  # (B, h, n + T, E) each
    return heads.out(merge_heads(attention(q, k, v, mask)))
