import numpy as np


def logsumexp(x):
    m = x.max(-1)
    return m + np.log(np.exp(x - m[:, None]).sum(-1))


def nll(log_probs, targets):
    return -log_probs[range(targets.shape[0]), targets]


def cross_entropy(logits, targets, reduction="mean"):
    loss = nll(logits - logsumexp(logits)[:, None], targets)
    if reduction == "none":
        return loss
    elif reduction == "sum":
        return np.sum(loss)
    else:
        return np.mean(loss)
