"""The two gradients by torch's losses and its autograd."""

import torch
import torch.nn.functional as F


def mse_gradient(W, X, y):
    """Return the gradient of the mean squared error of X W."""
    W = W.detach().clone().requires_grad_()
    prediction = X @ W
    if prediction.shape != y.shape:  # torch only warns
        raise ValueError(f"input size ({prediction.shape}) must be the same as target size ({y.shape})")
    return torch.autograd.grad(F.mse_loss(prediction, y, reduction="sum") / len(X), W)[0]


def logistic_gradient(w, X, y):
    """Return the gradient of the cross-entropy of sigmoid(X w)."""
    w = w.detach().clone().requires_grad_()
    return torch.autograd.grad(F.binary_cross_entropy_with_logits(X @ w, y), w)[0]
