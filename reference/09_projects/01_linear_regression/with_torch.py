"""Linear regression with torch: the pseudoinverse with a column of ones.

Not by lstsq: up to torch 2.13 its default on a CPU may miss the rank of dependent columns, now and then
(pytorch/pytorch#187411), and a GPU takes full rank for granted.
"""

import torch


def closed_form(X, y):
    """Find weights and an intercept with the smallest mean squared error."""
    A = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.pinv(A) @ y
    return solution[:-1], solution[-1]


def descend(X, y, lr, steps):
    """Minimise the mean squared error by gradient descent from zeros."""
    A = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)  # (n, d + 1)
    both = torch.zeros_like(A[0])
    for _ in range(steps):
        both = both - 2 * lr * torch.mean(A * (A @ both - y)[:, None], dim=0)
    return both[:-1], both[-1]
