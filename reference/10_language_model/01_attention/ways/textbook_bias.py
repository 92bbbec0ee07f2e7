import numpy as np


def attention(q, k, v, mask=None, causal=False):
    L, S = q.shape[-2], k.shape[-2]
    attn_bias = np.zeros((L, S))
    if causal:
        attn_bias[~np.tril(np.ones((L, S), dtype=bool))] = -np.inf
    if mask is not None:
        attn_bias = np.where(mask, attn_bias, -np.inf)
    attn = q @ np.moveaxis(k, -1, -2) * (1 / np.sqrt(q.shape[-1])) + attn_bias
    attn = np.exp(attn - attn.max(-1, keepdims=True))
    return attn @ v / attn.sum(-1, keepdims=True)
