"""Norms as torch has them."""

import torch


def norm(x, ord=2, axis=-1):
    """Return the norm of vectors that lie along one axis."""
    return torch.linalg.vector_norm(x, ord=ord, dim=axis)


def distance(u, v, ord=2):
    """Return the distance between vectors along the last axis."""
    return torch.linalg.vector_norm(u - v, ord=ord, dim=-1)
