"""Losses with NumPy and SciPy."""

import numpy as np
from scipy import special


def mse(pred, target, reduction="mean"):
    """Return the squared error."""
    return _reduced(pred, target, lambda: np.square(pred - target), reduction)


def binary_cross_entropy_with_logits(logits, targets, reduction="mean"):
    """Return the cross-entropy of targets with the sigmoid of logits."""

    def losses():
        return -targets * special.log_expit(logits) - (1 - targets) * special.log_expit(-logits)

    return _reduced(logits, targets, losses, reduction)


def huber(pred, target, delta=1.0, reduction="mean"):
    """Return Huber's loss."""
    if delta <= 0:
        raise ValueError(f"delta {delta}")
    return _reduced(pred, target, lambda: special.huber(delta, pred - target).astype(pred.dtype), reduction)


def _reduced(one, other, losses, reduction):
    if one.shape != other.shape:
        raise ValueError(f"{one.shape} and {other.shape}")
    return {"none": np.asarray, "sum": np.sum, "mean": np.mean}[_known(reduction)](losses())


def _known(reduction):
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(reduction)
    return reduction
