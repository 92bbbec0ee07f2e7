import numpy as np
from scipy.special import softmax


def attention(query, key, value, mask=None, causal=False):
    dk = query.shape[-1]
    logits = np.einsum("...ij,...kj->...ik", query, key) / dk**0.5
    if causal:
        i, j = np.indices(logits.shape[-2:])
        mask = j <= i
    if mask is not None:
        logits = logits + (1 - mask) * -1e9
    return softmax(logits, axis=-1) @ value
