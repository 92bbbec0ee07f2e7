"""Gradient descent by the function behind torch's own optimizer."""

import torch
from torch.optim.sgd import sgd


def gradient_descent(grad, x0, lr, steps):
    """Return the start and the point after each step."""
    plain = {"weight_decay": 0.0, "momentum": 0.0, "dampening": 0.0, "nesterov": False, "maximize": False}
    path = [x0]
    for _ in range(steps):
        x = path[-1].clone()
        sgd([x], [grad(x).clone()], [None], lr=lr, foreach=False, **plain)  # moves x in place
        path.append(x)
    return torch.stack(path)
