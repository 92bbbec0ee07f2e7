import numpy as np


def softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


def softmax_cross_entropy_gradient(logits, targets):
    y = np.eye(logits.shape[-1])[targets]
    return (softmax(logits) - y) / len(logits)
