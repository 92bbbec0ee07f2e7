"""Keys of the whole context in each step, those to come masked: shapes never change, as a compiler likes it."""

import torch


class Cache:
    def __init__(self):
        self.blocks, self.tokens = {}, 0

    def __len__(self):
        return self.tokens


def attend(module, x, cache, index, places, context):
    B, T, D = x.shape
    q, k, v = module.qkv(x).reshape(B, T, 3, module.n_heads, -1).permute(2, 0, 3, 1, 4)
    if index not in cache.blocks:
        cache.blocks[index] = [torch.zeros(*k.shape[:2], context, k.shape[-1], dtype=x.dtype).to(x) for _ in range(2)]
    keys, values = (old.index_copy(2, places, new) for old, new in zip(cache.blocks[index], (k, v), strict=True))
    cache.blocks[index] = [keys, values]
    scores = torch.einsum("bhtd,bhsd->bhts", q, keys) / keys.shape[-1] ** 0.5
    hidden = torch.arange(context, device=x.device) > places[:, None]
    weights = torch.softmax(scores.masked_fill(hidden, -torch.inf), dim=-1)
    return module.out(torch.einsum("bhts,bhsd->bthd", weights, values).reshape(B, T, D))


def forward_cached(model, ids, cache):
    total = cache.tokens + ids.shape[1]
    if not total <= model.context:
        raise ValueError(f"there is no place for token {total}: the context is {model.context}")
    places = torch.arange(cache.tokens, total, device=ids.device)
    x = model.tokens(ids) + model.positions(places)
    for index, block in enumerate(model.blocks):
        x = x + attend(block.attention, block.norm1(x), cache, index, places, model.context)
        x = x + block.down(torch.nn.functional.gelu(block.up(block.norm2(x))))
    cache.tokens = total
    return model.head(model.norm(x))
