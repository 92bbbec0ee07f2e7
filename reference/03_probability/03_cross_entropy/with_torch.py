"""Cross-entropy as torch has it, with the classes last."""

import torch
import torch.nn.functional as F


def cross_entropy(logits, targets, reduction="mean"):
    """Minus the log-probability that the softmax of the logits gives to the targets."""
    classes = logits.shape[-1]
    if torch.any((targets < 0) | (targets >= classes)):  # torch lets -100 pass, and ignores that row
        raise IndexError("a target is out of bounds")
    loss = F.cross_entropy(logits.reshape(-1, classes), targets.reshape(-1).long(), reduction=reduction)
    return loss.reshape(targets.shape) if reduction == "none" else loss
