import numpy as np


def log_softmax(x):
    c = x.max(axis=1, keepdims=True)
    return x - (c + np.log(np.exp(x - c).sum(axis=1, keepdims=True)))


def softmax_cross_entropy_gradient(logits, targets):
    n = logits.shape[0]
    dlogits = np.exp(log_softmax(logits))
    dlogits[np.arange(n), targets] -= 1
    return dlogits / n
