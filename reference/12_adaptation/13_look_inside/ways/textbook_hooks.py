"""As courses on interpretability have it: a cache of activations, filled by hooks, and a hook that ablates a head."""

import copy

import torch


def _run_with_cache(model, tokens):
    cache, handles = {}, []
    for i, block in enumerate(model.blocks):
        handles.append(
            block.register_forward_pre_hook(lambda m, args, i=i: cache.__setitem__(f"resid_pre.{i}", args[0]))
        )
        handles.append(block.register_forward_hook(lambda m, args, out, i=i: cache.__setitem__(f"resid_post.{i}", out)))
        handles.append(
            block.attention.qkv.register_forward_hook(lambda m, args, out, i=i: cache.__setitem__(f"qkv.{i}", out))
        )
    logits = model(tokens)
    for handle in handles:
        handle.remove()
    return logits, cache


def residuals(model, ids):
    _, cache = _run_with_cache(model, ids)
    n_layers = len(model.blocks)
    return torch.stack([cache["resid_pre.0"]] + [cache[f"resid_post.{i}"] for i in range(n_layers)])


def lens(model, ids):
    resid = residuals(model, ids)
    return model.norm(resid) @ model.head.weight.T


def attention_weights(model, ids):
    _, cache = _run_with_cache(model, ids)
    patterns = []
    for i, block in enumerate(model.blocks):
        q, k, v = cache[f"qkv.{i}"].chunk(3, dim=-1)
        batch, seq, d_model = q.shape
        q, k = (t.reshape(batch, seq, block.attention.n_heads, -1) for t in (q, k))
        attn_scores = torch.einsum("bqhd,bkhd->bhqk", q, k) / (q.shape[-1] ** 0.5)
        mask = torch.triu(torch.ones(seq, seq, dtype=torch.bool, device=ids.device), diagonal=1)
        patterns.append(attn_scores.masked_fill(mask, -1e9).softmax(-1))
    return torch.stack(patterns)


def diagonal_scores(weights, back):
    return weights.diagonal(offset=-back, dim1=-2, dim2=-1).mean(dim=-1).mean(dim=1)


def without(model, layer, head):
    ablated = copy.deepcopy(model)
    attention = ablated.blocks[layer].attention

    def head_ablation_hook(module, args):
        z = args[0].clone()
        d_head = z.shape[-1] // attention.n_heads
        z[..., head * d_head : (head + 1) * d_head] = 0.0
        return (z,)

    attention.out.register_forward_pre_hook(head_ablation_hook)
    return ablated
