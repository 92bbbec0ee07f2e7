"""Cross-entropy with a mask for the targets, and the maximum added back."""

import math

from array_api_compat import array_namespace


def cross_entropy(logits, targets, reduction="mean"):
    """Minus the log-probability that the softmax of the logits gives to the targets."""
    xp = array_namespace(logits, targets)
    classes = xp.arange(logits.shape[-1], device=logits.device)
    right = classes == targets[..., None]
    if not xp.all(xp.any(right, axis=-1)):
        raise IndexError(f"not all of {targets} are below {classes.shape[0]}")
    highest = xp.max(logits, axis=-1, keepdims=True)
    total = highest[..., 0] + xp.log(xp.sum(xp.exp(logits - highest), axis=-1))
    losses = total - xp.sum(xp.where(right, logits, xp.zeros_like(logits)), axis=-1)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return xp.sum(losses)
    if reduction == "mean":
        return xp.sum(losses) / math.prod(targets.shape)
    raise ValueError(f"unknown reduction {reduction}")
