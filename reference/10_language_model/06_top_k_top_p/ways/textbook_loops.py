import numpy as np


def top_k(logits, k):
    if logits.ndim > 1:
        return np.array([top_k(row, k) for row in logits])
    kth = sorted(logits, reverse=True)[min(k, len(logits)) - 1]
    return np.array([x if x >= kth else -np.inf for x in logits])


def top_p(logits, p):
    if logits.ndim > 1:
        return np.array([top_p(row, p) for row in logits])
    probs = np.exp(logits - max(logits))
    probs = probs / sum(probs)
    total = 0.0
    kept = set()
    for i in sorted(range(len(logits)), key=lambda i: -probs[i]):
        kept.add(i)
        total += probs[i]
        if total >= p:
            break
    return np.array([x if i in kept else -np.inf for i, x in enumerate(logits)])


def filter_logits(logits, temperature=1.0, k=None, p=None):
    logits = logits / temperature
    if k is not None:
        logits = top_k(logits, k)
    if p is not None:
        logits = top_p(logits, p)
    return logits
