"""Attention as torch has it."""

import torch
import torch.nn.functional as F


def attention(q, k, v, mask=None, causal=False):
    """Weigh the values by a softmax over the scaled scores of queries and keys."""
    if causal and q.shape[-2] != k.shape[-2]:
        raise ValueError(f"causal attention needs L = S: {q.shape[-2]} queries, {k.shape[-2]} keys")
    shapes = [a.shape[:-2] for a in (q, k, v, mask) if a is not None]
    lead = torch.broadcast_shapes(*shapes)  # some of its kernels do not broadcast
    q, k, v = (a.expand(*lead, *a.shape[-2:]) for a in (q, k, v))
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal)
