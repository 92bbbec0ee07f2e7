"""As notebooks on a small GPT have it: the forward pass written out, and whatever is looked at is put into a list."""

import copy
import math

import torch
import torch.nn.functional as F


def _forward(model, idx):
    B, T = idx.size()
    pos = torch.arange(0, T, dtype=torch.long, device=idx.device)
    x = model.tokens(idx) + model.positions(pos)
    resid, attns = [x], []
    for block in model.blocks:
        C, n_head = x.size(-1), block.attention.n_heads
        q, k, v = block.attention.qkv(block.norm1(x)).split(C, dim=2)
        k = k.view(B, T, n_head, C // n_head).transpose(1, 2)
        q = q.view(B, T, n_head, C // n_head).transpose(1, 2)
        v = v.view(B, T, n_head, C // n_head).transpose(1, 2)
        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        att = att.masked_fill(torch.tril(torch.ones(T, T, device=idx.device)) == 0, float("-inf"))
        att = F.softmax(att, dim=-1)
        y = (att @ v).transpose(1, 2).contiguous().view(B, T, C)
        x = x + block.attention.out(y)
        x = x + block.down(F.gelu(block.up(block.norm2(x))))
        resid.append(x)
        attns.append(att)
    return torch.stack(resid), torch.stack(attns)


def residuals(model, ids):
    return _forward(model, ids)[0]


def lens(model, ids):
    resid, _ = _forward(model, ids)
    return torch.stack([model.head(model.norm(x)) for x in resid])


def attention_weights(model, ids):
    return _forward(model, ids)[1]


def diagonal_scores(weights, back):
    n_layers, B, n_heads, T, _ = weights.shape
    scores = torch.zeros(n_layers, n_heads, dtype=weights.dtype, device=weights.device)
    for layer in range(n_layers):
        for head in range(n_heads):
            pattern = weights[layer, :, head].mean(0)
            scores[layer, head] = torch.stack([pattern[i, i - back] for i in range(back, T)]).mean()
    return scores


def without(model, layer, head):
    ablated = copy.deepcopy(model)
    attn = ablated.blocks[layer].attention
    d_head = attn.out.weight.shape[1] // attn.n_heads
    attn.out.weight.data[:, head * d_head : (head + 1) * d_head] = 0.0
    return ablated
