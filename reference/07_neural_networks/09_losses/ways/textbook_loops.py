import math

import numpy as np


def total(losses, pred, reduction):
    if reduction == "sum":
        return sum(losses)
    if reduction == "mean":
        return sum(losses) / len(losses)
    return np.array(losses).reshape(pred.shape)


def pairs(pred, target):
    return zip(pred.ravel().tolist(), target.ravel().tolist(), strict=True)


def mse(pred, target, reduction="mean"):
    return total([(p - t) ** 2 for p, t in pairs(pred, target)], pred, reduction)


def binary_cross_entropy_with_logits(logits, targets, reduction="mean"):
    losses = []
    for x, t in pairs(logits, targets):
        if x >= 0:
            losses.append(x - x * t + math.log(1 + math.exp(-x)))
        else:
            losses.append(-x * t + math.log(1 + math.exp(x)))
    return total(losses, logits, reduction)


def huber(pred, target, delta=1.0, reduction="mean"):
    losses = []
    for p, t in pairs(pred, target):
        error = abs(p - t)
        losses.append(0.5 * error**2 if error <= delta else delta * (error - 0.5 * delta))
    return total(losses, pred, reduction)
