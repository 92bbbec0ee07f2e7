"""Block by block and head by head, by hand; a head whose values are 0 has nothing to add."""

import copy
import math

import torch
from torch import nn


def _check(model, ids):
    if ids.shape[1] > model.context:
        raise ValueError(f"{ids.shape[1]} tokens do not fit, there is room for {model.context}")


def _tables(block, x):
    """The weights of each head, one after another."""
    n, (dim, length) = block.attention.n_heads, (x.shape[-1], x.shape[-2])
    wide, y = dim // n, block.attention.qkv(block.norm1(x))
    for h in range(n):
        q, k = y[..., h * wide : (h + 1) * wide], y[..., dim + h * wide : dim + (h + 1) * wide]
        powers = [(q[..., i : i + 1, :] @ k[..., : i + 1, :].mT / math.sqrt(wide)).softmax(-1) for i in range(length)]
        yield torch.cat([nn.functional.pad(row, (0, length - 1 - i)) for i, row in enumerate(powers)], dim=-2)


def residuals(model, ids):
    _check(model, ids)
    places = torch.arange(ids.shape[1], device=ids.device)
    if not hasattr(model, "positions"):
        return _today(model, ids, places)
    found = [model.tokens(ids) + model.positions(places)]
    for block in model.blocks:
        x = found[-1]
        v = block.attention.qkv(block.norm1(x)).chunk(3, dim=-1)[2].chunk(block.attention.n_heads, dim=-1)
        heads = [table @ values for table, values in zip(_tables(block, x), v, strict=True)]
        x = x + block.attention.out(torch.cat(heads, dim=-1))
        found.append(x + block.down(nn.functional.gelu(block.up(block.norm2(x)))))
    return torch.stack(found)


def _today(model, ids, places):
    path = [model.tokens(ids)]
    for block in model.blocks:
        path.append(block(path[-1], places))
    return torch.stack(path)


def lens(model, ids):
    _check(model, ids)
    if not hasattr(model, "positions"):
        models = [copy.deepcopy(model) for _ in range(len(model.blocks) + 1)]
        for n, other in enumerate(models):
            other.blocks = nn.ModuleList(list(other.blocks)[:n])
        return torch.stack([other(ids) for other in models])
    return torch.stack([model.head(model.norm(x)) for x in residuals(model, ids)])


def attention_weights(model, ids):
    path = residuals(model, ids)
    return torch.stack([torch.stack([*_tables(b, x)], dim=1) for b, x in zip(model.blocks, path[:-1], strict=True)])


def diagonal_scores(weights, back):
    length = weights.shape[-1]
    if not length > back >= 0:
        raise ValueError(f"back={back}")
    total = sum(weights[..., i, i - back] for i in range(back, length))
    return total.sum(dim=1) / (weights.shape[1] * (length - back))


def without(model, layer, head):
    if not (0 <= layer < len(model.blocks) and 0 <= head < model.blocks[layer].attention.n_heads):
        raise ValueError(f"layer={layer}, head={head}: there is none")
    other = copy.deepcopy(model)
    qkv, n = other.blocks[layer].attention.qkv, other.blocks[layer].attention.n_heads
    wide = qkv.in_features // n
    first = 2 * qkv.in_features + head * wide
    with torch.no_grad():
        qkv.weight[first : first + wide] = 0
        qkv.bias[first : first + wide] = 0
    return other
