import numpy as np


def cross_entropy(logits, targets, reduction="mean"):
    f = logits - np.max(logits, axis=1, keepdims=True)
    log_probs = f - np.log(np.sum(np.exp(f), axis=1, keepdims=True))
    losses = -log_probs[np.arange(len(targets)), targets]
    if reduction == "mean":
        return losses.mean()
    if reduction == "sum":
        return losses.sum()
    return losses
