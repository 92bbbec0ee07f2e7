"""Matrix multiplication as torch has it."""

import torch


def matvec(W, x):
    """Multiply a matrix by a vector."""
    return torch.matmul(W, x[..., None])[..., 0]


def matmul(A, B):
    """Multiply a matrix by a matrix."""
    return torch.matmul(A, B)
