"""Cross-entropy row by row, with log-sum-exp written out and Python's own loops."""

import math

import numpy as np


def _row(row, target):
    highest = max(row)
    return math.log(math.fsum(math.exp(x - highest) for x in row)) + (highest - row[target])


def cross_entropy(logits, targets, reduction="mean"):
    """Minus the log-probability that the softmax of the logits gives to the targets."""
    if reduction not in {"none", "mean", "sum"}:
        raise ValueError(f"reduction {reduction}")
    classes = logits.shape[-1]
    rows, right = logits.reshape(-1, classes), targets.reshape(-1).tolist()
    for target in right:
        if not 0 <= target < classes:
            raise IndexError(f"target {target}")
    if isinstance(logits, np.ndarray):
        losses = [_row(row, target) for row, target in zip(rows.tolist(), right, strict=True)]
        if reduction == "none":
            return np.array(losses, logits.dtype).reshape(targets.shape)
        return logits.dtype.type(sum(losses) / (len(losses) if reduction == "mean" else 1))
    import torch

    losses = []
    for row, target in zip(rows, right, strict=True):
        row = row - row.max()
        losses.append(row.exp().sum().log() - row[target])
    losses = torch.stack(losses).reshape(targets.shape)
    return {"none": lambda: losses, "mean": losses.mean, "sum": losses.sum}[reduction]()
