import numpy as np


def log_softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def cross_entropy(logits, targets, reduction="mean"):
    y = np.eye(logits.shape[-1])[targets]
    losses = -np.sum(y * log_softmax(logits), axis=-1)
    return {"none": losses, "mean": np.mean(losses), "sum": np.sum(losses)}[reduction]
