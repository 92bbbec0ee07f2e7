"""Activations as torch has them, and their slopes by autograd."""

import torch
from torch.nn import functional


def sigmoid(x):
    """Return 1 / (1 + exp(-x))."""
    return torch.sigmoid(x)


def tanh(x):
    """Return the hyperbolic tangent."""
    return torch.tanh(x)


def relu(x):
    """Return x where it is positive, else 0."""
    return torch.relu(x)


def silu(x):
    """Return x times its sigmoid."""
    return functional.silu(x)


def gelu(x, approximate="none"):
    """Return x times the share of a normal distribution below it."""
    return functional.gelu(x, approximate=approximate)


def _slope(function, x):
    leaf = x.detach().requires_grad_()
    return torch.autograd.grad(function(leaf).sum(), leaf)[0]


def sigmoid_grad(x):
    """Return the slope of sigmoid at x."""
    return _slope(torch.sigmoid, x)


def tanh_grad(x):
    """Return the slope of tanh at x."""
    return _slope(torch.tanh, x)


def relu_grad(x):
    """Return the slope of relu at x."""
    return _slope(torch.relu, x)


def silu_grad(x):
    """Return the slope of silu at x."""
    return _slope(functional.silu, x)


def gelu_grad(x, approximate="none"):
    """Return the slope of gelu at x."""
    return _slope(lambda leaf: gelu(leaf, approximate), x)
