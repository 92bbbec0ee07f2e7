"""Looking inside: notice that all blocks hand on vectors of one kind, so that what reads the last can read them all."""

import copy

import torch

from mine.masking import causal_mask
from mine.reshape import split_heads


def residuals(model, ids):
    """The vectors before the first block, and after each."""
    length = ids.shape[1]
    if length > model.context:
        raise ValueError(f"{length} tokens do not fit into a context of {model.context}")
    if not hasattr(model, "positions"):
        return path_of_today(model, ids)
    found = [model.tokens(ids) + model.positions(torch.arange(length, device=ids.device))]
    mask = causal_mask(length, ids.device)
    for block in model.blocks:
        found.append(block(found[-1], mask))
    return torch.stack(found)  # (n_layers + 1, B, T, dim)


def path_of_today(model, ids):
    """The same in a model whose blocks take positions, and no mask."""
    places, path = torch.arange(ids.shape[1], device=ids.device), [model.tokens(ids)]
    for each in model.blocks:
        path.append(each(path[-1], places))
    return torch.stack(path)


def shorter(model, n):
    """The model with its first n blocks alone; it shares them with the whole one."""
    fewer = copy.copy(model)
    fewer._modules = {**model._modules, "blocks": model.blocks[:n]}
    return fewer


def lens(model, ids):
    """The logits that the model would give if it ended there."""
    if not hasattr(model, "positions"):
        return torch.stack([shorter(model, n)(ids) for n in range(len(model.blocks) + 1)])
    return model.head(model.norm(residuals(model, ids)))  # (n_layers + 1, B, T, V)


def attention_weights(model, ids):
    """What each token looks at, in each head."""
    found, mask = [], causal_mask(ids.shape[1], ids.device)
    for block, x in zip(model.blocks, residuals(model, ids)[:-1], strict=True):
        heads = block.attention
        q, k, _ = (split_heads(part, heads.n_heads) for part in heads.qkv(block.norm1(x)).chunk(3, dim=-1))
        scores = q @ k.mT / q.shape[-1] ** 0.5  # (B, h, T, T)
        found.append(scores.masked_fill(~mask, -torch.inf).softmax(dim=-1))
    return torch.stack(found)  # (n_layers, B, h, T, T)


def diagonal_scores(weights, back):
    """The mean weight of the token that stands so many places back, for each head."""
    length = weights.shape[-1]
    if not 0 <= back < length:
        raise ValueError(f"none of {length} tokens has one that stands {back} places back")
    return weights.diagonal(-back, -2, -1).mean(dim=(1, -1))  # (n_layers, h)


def without(model, layer, head):
    """A copy of the model, in which nobody reads what one head has found."""
    n_layers, n_heads = len(model.blocks), model.blocks[0].attention.n_heads
    if not (0 <= layer < n_layers and 0 <= head < n_heads):
        raise ValueError(f"no head {head} in layer {layer}: there are {n_heads} heads in each of {n_layers} layers")
    other = copy.deepcopy(model)
    out = other.blocks[layer].attention.out
    width = out.in_features // n_heads
    with torch.no_grad():
        out.weight[:, head * width : (head + 1) * width] = 0
    return other
