"""Memory for the whole context at once, filled from the left, so that nothing is copied as the text grows."""

import torch
from torch.nn import functional as F


class Cache:
    def __init__(self):
        self.room, self.filled = None, 0

    def __len__(self):
        return self.filled

    def reserve(self, model, x):
        heads = model.blocks[0].attention.n_heads
        shape = len(model.blocks), 2, len(x), heads, model.context, x.shape[-1] // heads
        self.room = torch.empty(shape, dtype=x.dtype, device=x.device)


def forward_cached(model, ids, cache):
    start, stop = len(cache), len(cache) + ids.shape[-1]
    if stop > model.context:
        raise ValueError(f"context {model.context}, tokens {stop}")
    x = model.tokens(ids) + model.positions.weight[start:stop]
    if cache.room is None:
        cache.reserve(model, x)
    allowed = torch.ones(stop, stop, dtype=torch.bool, device=ids.device).tril()[start:]
    for block, room in zip(model.blocks, cache.room, strict=True):
        q, k, v = block.attention.qkv(block.norm1(x)).unflatten(-1, (3, room.shape[2], -1)).permute(2, 0, 3, 1, 4)
        room[0, :, :, start:stop], room[1, :, :, start:stop] = k, v
        found = F.scaled_dot_product_attention(q, room[0, :, :, :stop], room[1, :, :, :stop], allowed)
        x = x + block.attention.out(found.transpose(1, 2).flatten(-2))
        x = x + block.down(F.gelu(block.up(block.norm2(x))))
    cache.filled = stop
    return model.head(model.norm(x))
