import numpy as np


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def top_k(logits, k):
    k = min(k, logits.shape[-1])
    threshold = np.sort(logits, axis=-1)[..., -k, None]
    return np.where(logits < threshold, -np.inf, logits)


def top_p(logits, p):
    order = np.argsort(logits, axis=-1)[..., ::-1]
    sorted_logits = np.take_along_axis(logits, order, axis=-1)
    cumulative = np.cumsum(softmax(sorted_logits), axis=-1)
    remove = cumulative > p
    remove[..., 1:] = remove[..., :-1].copy()
    remove[..., 0] = False
    mask = np.zeros_like(remove)
    np.put_along_axis(mask, order, remove, axis=-1)
    return np.where(mask, -np.inf, logits)


def filter_logits(logits, temperature=1.0, k=None, p=None):
    logits = logits / temperature
    if k is not None:
        logits = top_k(logits, k)
    if p is not None and p < 1.0:
        logits = top_p(logits, p)
    return logits
