import numpy as np


def softmax_cross_entropy_gradient(logits, targets):
    batch_size = targets.shape[0]
    t = np.zeros(logits.shape)
    np.put_along_axis(t, targets.reshape(-1, 1), 1.0, axis=1)
    shifted = (logits.T - np.max(logits, axis=1)).T
    y = (np.exp(shifted).T / np.sum(np.exp(shifted), axis=1)).T
    dx = (y - t) / batch_size
    return dx
