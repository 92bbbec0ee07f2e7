"""Eigenvalues and eigenvectors as torch has them."""

import torch


def power_iteration(a, steps):
    """Multiply a vector by a matrix again and again, until it points along an eigenvector."""
    if a.shape[0] != a.shape[1]:
        raise ValueError("the matrix is not square")
    vector = a.new_ones(len(a)) / len(a) ** 0.5
    for _ in range(steps):
        image = a @ vector
        if torch.any(image != 0):
            image = image / torch.max(torch.abs(image))  # vector_norm squares as it is
            vector = image / torch.linalg.vector_norm(image)
    return vector @ a @ vector, vector


def eigh(a):
    """Find all eigenvalues and eigenvectors."""
    return tuple(torch.linalg.eigh(a))
