"""Attention in NumPy: the masked weights by SciPy's softmax, and 0 for a query without a key."""

import numpy as np
import scipy.special


def attention(q, k, v, mask=None, causal=False):
    """Weigh the values by a softmax over the scaled scores of queries and keys."""
    scores = np.einsum("...le,...se->...ls", q, k) / q.shape[-1] ** 0.5
    if causal:
        if scores.shape[-1] != scores.shape[-2]:
            raise ValueError(f"causal attention needs L = S, and they are {scores.shape[-2:]}")
        mask = np.tri(scores.shape[-1], dtype=bool)
    if mask is None:
        mask = np.ones(scores.shape[-2:], bool)
    mask, scores = np.broadcast_arrays(mask, scores)
    some = np.any(mask, axis=-1, keepdims=True)
    weights = scipy.special.softmax(np.where(some, np.where(mask, scores, -np.inf), 0), axis=-1)
    return np.where(some, weights, 0).astype(scores.dtype) @ v
