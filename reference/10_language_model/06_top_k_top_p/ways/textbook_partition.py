import numpy as np
from scipy.special import softmax


def top_k(logits, k):
    if k >= logits.shape[-1]:
        return logits
    kth = np.partition(logits, -k, axis=-1)[..., -k : logits.shape[-1] - k + 1]
    return np.where(logits >= kth, logits, -np.inf)


def top_p(logits, p):
    if p >= 1:
        return logits
    idx = np.argsort(-logits, axis=-1)
    probs = np.take_along_axis(softmax(logits, axis=-1), idx, axis=-1)
    keep_sorted = np.cumsum(probs, axis=-1) - probs < p
    keep = np.empty_like(keep_sorted)
    np.put_along_axis(keep, idx, keep_sorted, axis=-1)
    out = logits.copy()
    out[~keep] = -np.inf
    return out


def filter_logits(logits, temperature=1.0, k=None, p=None):
    x = logits / temperature
    if k:
        x = top_k(x, k)
    if p:
        x = top_p(x, p)
    return x
