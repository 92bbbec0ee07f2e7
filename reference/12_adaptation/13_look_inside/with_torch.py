"""The same by torch's own means: hooks on the parts of a model while it runs."""

import copy

import torch
from torch.nn import functional as F


def _seen(model, ids, parts):
    """What these parts hand on while the model runs, in their order."""
    seen = {}
    hooks = [
        part.register_forward_hook(lambda _, given, found, at=i: seen.update({at: found}))
        for i, part in enumerate(parts)
    ]
    try:
        model(ids)
    finally:
        for hook in hooks:
            hook.remove()
    return [seen[i] for i in range(len(parts))]


def residuals(model, ids):
    """The vectors before the first block, and after each."""
    if ids.shape[1] > model.context:
        raise ValueError(f"{ids.shape[1]} tokens, a context of {model.context}")
    start = F.embedding(ids, model.tokens.weight)
    if hasattr(model, "positions"):
        start = start + F.embedding(torch.arange(ids.shape[1], device=ids.device), model.positions.weight)
    return torch.stack([start, *_seen(model, ids, model.blocks)])


def lens(model, ids):
    """The logits that the model would give if it ended there."""
    if not hasattr(model, "positions"):
        return _of_shorter_copies(model, ids)
    normed = F.layer_norm(residuals(model, ids), model.norm.normalized_shape, model.norm.weight, model.norm.bias)
    return F.linear(normed, model.head.weight)


def _of_shorter_copies(model, ids):
    """What a model of today gives whose last blocks are missing."""
    found = []
    for n in range(len(model.blocks) + 1):
        other = copy.deepcopy(model)
        other.blocks = other.blocks[:n]
        found.append(other(ids))
    return torch.stack(found)


def attention_weights(model, ids):
    """What each token looks at, in each head."""
    if ids.shape[1] > model.context:
        raise ValueError(f"{ids.shape[1]} tokens, a context of {model.context}")
    found = torch.stack(_seen(model, ids, [block.attention.qkv for block in model.blocks]))
    q, k, _ = found.unflatten(-1, (3, model.blocks[0].attention.n_heads, -1)).unbind(-3)  # (n_layers, B, T, h, E)
    scores = torch.einsum("nbihe,nbjhe->nbhij", q, k) / q.shape[-1] ** 0.5
    later = torch.ones_like(scores, dtype=torch.bool).triu(1)
    return torch.where(later, -torch.inf, scores).softmax(-1)


def diagonal_scores(weights, back):
    """The mean weight of the token that stands so many places back, for each head."""
    length = weights.shape[-1]
    if back not in range(length):
        raise ValueError(f"{back} places back in {length} tokens")
    rows = torch.arange(back, length, device=weights.device)
    return weights[..., rows, rows - back].mean(-1).mean(1)


def without(model, layer, head):
    """A copy of the model, in which a head's values are 0."""
    if layer not in range(len(model.blocks)) or head not in range(model.blocks[layer].attention.n_heads):
        raise ValueError(f"no head {head} in layer {layer}")
    other = copy.deepcopy(model)
    heads = other.blocks[layer].attention
    values = (part.unflatten(0, (3, heads.n_heads, -1))[2, head] for part in heads.qkv.parameters())
    with torch.no_grad():
        for part in values:
            part.zero_()
    return other
