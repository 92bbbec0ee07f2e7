import numpy as np


def log_softmax(logits, axis=-1):
    logits = logits - logits.max(axis=axis, keepdims=True)
    counts = np.exp(logits)
    return logits - np.log(counts.sum(axis=axis, keepdims=True))


def logsumexp(logits, axis=-1):
    biggest = logits.max(axis=axis, keepdims=True)
    total = np.exp(logits - biggest).sum(axis=axis)
    return np.log(total) + biggest.squeeze(axis)
