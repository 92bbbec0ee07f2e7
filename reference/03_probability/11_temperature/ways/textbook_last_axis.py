import numpy as np


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def greedy(logits):
    return logits.argmax(axis=-1)


def with_temperature(logits, temperature):
    if temperature == 0:
        return np.eye(logits.shape[-1])[greedy(logits)]
    return softmax(logits / temperature)


def sample_with_temperature(logits, temperature, u):
    cdf = np.cumsum(with_temperature(logits, temperature), axis=-1)
    return np.argmax(cdf > u, axis=-1)
