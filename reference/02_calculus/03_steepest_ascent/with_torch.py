"""Slopes as torch's autograd has them."""

import torch


def directional_derivative(f, x, d):
    """Return the slope of a function along a direction."""
    if d.shape != x.shape or not torch.any(d):
        raise ValueError("d must be of the shape of x, and not zero")
    d = d.to(torch.float64)
    return torch.sum(_gradient(f, x) * d / torch.linalg.vector_norm(d)).to(x.dtype)


def steepest_ascent(f, x):
    """Return the direction along which a function rises fastest."""
    gradient = _gradient(f, x)
    length = torch.linalg.vector_norm(gradient)
    return torch.where(length > 0, gradient / length, gradient).to(x.dtype)


def _gradient(f, x):
    t = x.detach().to(torch.float64).requires_grad_()
    return torch.autograd.grad(f(t), t)[0]
