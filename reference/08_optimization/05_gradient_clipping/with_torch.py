"""Gradient clipping by the functions that torch.nn.utils.clip_grad_norm_ is made of."""

import torch
from torch.nn.utils import get_total_norm


def clip_by_norm(grads, max_norm):
    """Shorten all gradients by one factor where together they are longer than a limit."""
    if max_norm < 0:
        raise ValueError("negative")
    grads = list(grads)
    norm = get_total_norm([g.double() for g in grads if g is not None])
    if not torch.isfinite(norm):
        raise ValueError("not finite")
    factor = torch.clamp(max_norm / (norm + 1e-6), max=1.0)
    return [None if g is None else (g * factor).to(g.dtype) for g in grads], float(norm)


def clip_by_value(grads, limit):
    """Cut off every entry at a limit on either side."""
    if limit < 0:
        raise ValueError("negative")
    return [None if g is None else torch.clamp(g, -limit, limit) for g in grads]
