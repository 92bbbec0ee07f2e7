"""Cross-entropy as the log of a sum of exponentials of differences from the target's logit."""

import numpy as np


def cross_entropy(logits, targets, reduction="mean"):
    """Minus the log-probability that the softmax of the logits gives to the targets."""
    n, classes = targets.reshape(-1).shape[0], logits.shape[-1]
    if reduction != "none" and reduction != "mean" and reduction != "sum":
        raise ValueError(reduction)
    flat, right = logits.reshape(n, classes), targets.reshape(n)
    if (right < 0).any() or (right >= classes).any():
        raise IndexError(f"{right.tolist()} out of range")
    if isinstance(logits, np.ndarray):
        wanted = flat[np.arange(n), right]
        top = flat.max(axis=1)
        losses = np.log(np.exp(flat - top[:, None]).sum(axis=1)) + (top - wanted)
    else:
        wanted = flat[range(n), right.long()]
        top = flat.amax(dim=1)
        losses = (flat - top.unsqueeze(1)).exp().sum(dim=1).log() + (top - wanted)
    if reduction == "none":
        return losses.reshape(targets.shape)
    return losses.sum() if reduction == "sum" else losses.mean()
