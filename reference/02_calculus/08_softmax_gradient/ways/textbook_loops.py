import numpy as np


def softmax_cross_entropy_gradient(logits, targets):
    num_train, num_classes = logits.shape
    grad = np.zeros_like(logits)
    for i in range(num_train):
        scores = logits[i] - np.max(logits[i])
        sum_exp = np.sum(np.exp(scores))
        for j in range(num_classes):
            p = np.exp(scores[j]) / sum_exp
            grad[i, j] = p - (j == targets[i])
    return grad / num_train
