import math

import numpy as np


def cross_entropy(logits, targets, reduction="mean"):
    losses = []
    for row, target in zip(logits, targets, strict=True):
        m = max(row)
        total = sum(math.exp(x - m) for x in row)
        losses.append(m + math.log(total) - row[target])
    losses = np.array(losses)
    if reduction == "none":
        return losses
    return sum(losses) / len(losses) if reduction == "mean" else sum(losses)
