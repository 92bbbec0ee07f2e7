"""Eigenvalues and eigenvectors as NumPy has them."""

import numpy as np


def power_iteration(a, steps):
    """Multiply a vector by a matrix again and again, until it points along an eigenvector."""
    if a.shape[0] != a.shape[1]:
        raise ValueError("the matrix is not square")
    vector = np.ones(len(a), a.dtype) / np.sqrt(len(a), dtype=a.dtype)
    for _ in range(steps):
        image = a @ vector
        if np.any(image):
            image = image / np.max(np.abs(image))  # norm squares as it is
            vector = image / np.linalg.norm(image)
    return vector @ a @ vector, vector


def eigh(a):
    """Find all eigenvalues and eigenvectors."""
    return tuple(np.linalg.eigh(a))
