"""Log-softmax and log-sum-exp as torch has them."""

import torch


def logsumexp(x, axis=-1):
    """Return log(sum(exp(x))) along one axis."""
    return torch.logsumexp(x, dim=axis)


def log_softmax(x, axis=-1):
    """Return the logarithm of softmax along one axis."""
    return torch.log_softmax(x, dim=axis)
