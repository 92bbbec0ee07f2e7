"""Linear equations and inverses as torch has them."""

import torch


def solve(a, b):
    """Return the x with a x = b, for one right side or several."""
    if b.ndim == 1:
        return torch.linalg.solve(a, b[:, None])[..., 0]
    return torch.linalg.solve(a, b[(None,) * (a.ndim - b.ndim)])  # else (n, k) may be taken for a batch of vectors


def inverse(a):
    """Return the inverse."""
    return torch.linalg.inv(a)
