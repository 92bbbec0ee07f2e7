"""Grouped-query attention as torch has it, with a mask that counts from the end."""

import torch
import torch.nn.functional as F


def grouped_query_attention(q, k, v, causal=True):
    """Let each group of neighbouring query heads attend to one head of keys and values."""
    (heads, queries), (shared, keys) = q.shape[1:3], k.shape[1:3]
    if heads % shared or v.shape[1] != shared or (causal and queries > keys):
        raise ValueError(f"q {tuple(q.shape)}, k {tuple(k.shape)}, v {tuple(v.shape)}")
    places = torch.arange(keys, device=q.device)
    mask = places <= places[keys - queries :, None] if causal else None
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True)


def norm_heads(q, k, gain_q, gain_k, eps=1e-6):
    """torch's own RMS norm, over the entries of a head."""
    return F.rms_norm(q, q.shape[-1:], gain_q, eps), F.rms_norm(k, k.shape[-1:], gain_k, eps)
