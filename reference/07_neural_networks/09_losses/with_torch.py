"""Losses as torch has them."""

from torch.nn import functional


def mse(pred, target, reduction="mean"):
    """Return the squared error."""
    _refuse(pred, target, reduction)
    return functional.mse_loss(pred, target, reduction=reduction)


def binary_cross_entropy_with_logits(logits, targets, reduction="mean"):
    """Return the cross-entropy of targets with the sigmoid of logits."""
    _refuse(logits, targets, reduction)
    return functional.binary_cross_entropy_with_logits(logits, targets, reduction=reduction)


def huber(pred, target, delta=1.0, reduction="mean"):
    """Return Huber's loss."""
    _refuse(pred, target, reduction)
    return functional.huber_loss(pred, target, delta=delta, reduction=reduction)


def _refuse(one, other, reduction):
    if one.shape != other.shape:
        raise ValueError(f"{tuple(one.shape)} and {tuple(other.shape)}")
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(reduction)
