"""Attention over the identity gives its own weights; the lens and the head go through copies of the model."""

import copy

import torch
from torch import nn
from torch.nn import functional as F


def residuals(model, ids):
    if ids.shape[1] > model.context:
        raise ValueError(f"{ids.shape[1]} tokens are more than {model.context}")
    if not hasattr(model, "positions"):
        return _watched(model, ids)
    x = model.tokens.weight[ids] + model.positions.weight[: ids.shape[1]]
    path = x.new_empty(len(model.blocks) + 1, *x.shape)
    path[0] = x
    for i, block in enumerate(model.blocks):
        path[i + 1] = x = block(x, causal=True)
    return path


def _watched(model, ids):
    """What goes into each block of a model, and out of the last, seen by hooks as it runs."""
    path = []
    hooks = [block.register_forward_pre_hook(lambda block, given: path.append(given[0])) for block in model.blocks]
    hooks.append(model.blocks[-1].register_forward_hook(lambda block, given, out: path.append(out)))
    model(ids)
    for hook in hooks:
        hook.remove()
    return torch.stack(path)


def lens(model, ids):
    if ids.shape[1] > model.context:
        raise ValueError(f"{ids.shape[1]} tokens are more than {model.context}")
    logits = []
    for depth in range(len(model.blocks) + 1):
        shorter = copy.copy(model)
        shorter._modules = {**model._modules, "blocks": nn.ModuleList(model.blocks[:depth])}
        logits.append(shorter(ids))
    return torch.stack(logits)


def attention_weights(model, ids):
    tables, path = [], residuals(model, ids)
    for block, x in zip(model.blocks, path, strict=False):
        batch, length, dim = x.shape
        n_heads = block.attention.n_heads
        weight, bias = block.attention.qkv.weight[: 2 * dim], block.attention.qkv.bias[: 2 * dim]
        both = F.linear(block.norm1(x), weight, bias).reshape(batch, length, 2, n_heads, dim // n_heads)
        q, k = both.permute(2, 0, 3, 1, 4)
        one = torch.eye(length, dtype=x.dtype, device=x.device).expand(batch, n_heads, length, length)
        tables.append(F.scaled_dot_product_attention(q, k, one, is_causal=True))
    return torch.stack(tables)


def diagonal_scores(weights, back):
    length = weights.shape[-1]
    if back < 0 or back >= length:
        raise ValueError(f"back = {back}, {length} tokens")
    ones = torch.ones(length, length, dtype=weights.dtype, device=weights.device)
    chosen = ones.tril(-back) - ones.tril(-back - 1)
    return (weights * chosen).sum(dim=(-2, -1)).mean(dim=1) / (length - back)


def without(model, layer, head):
    if layer < 0 or layer >= len(model.blocks) or head < 0 or head >= model.blocks[layer].attention.n_heads:
        raise ValueError(f"layer {layer}, head {head}")
    state = copy.deepcopy(model.state_dict())
    name, n_heads = f"blocks.{layer}.attention.out.weight", model.blocks[layer].attention.n_heads
    state[name].unflatten(1, (n_heads, -1))[:, head] = 0
    other = copy.deepcopy(model)
    other.load_state_dict(state)
    return other
