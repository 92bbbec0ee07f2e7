import numpy as np

REDUCE = {"mean": np.mean, "sum": np.sum, "none": lambda x: x}


def mse(pred, target, reduction="mean"):
    return REDUCE[reduction](np.square(np.subtract(pred, target)))


def binary_cross_entropy_with_logits(logits, targets, reduction="mean"):
    return REDUCE[reduction](np.logaddexp(0, logits) - targets * logits)


def huber(pred, target, delta=1.0, reduction="mean"):
    a = np.abs(pred - target)
    quadratic = np.minimum(a, delta)
    linear = a - quadratic
    return REDUCE[reduction](0.5 * quadratic**2 + delta * linear)
