import numpy as np


def softmax(logits, axis=-1):
    c = logits.max(axis=axis, keepdims=True)
    log_sum = c + np.log(np.sum(np.exp(logits - c), axis=axis, keepdims=True))
    return np.exp(logits - log_sum)
