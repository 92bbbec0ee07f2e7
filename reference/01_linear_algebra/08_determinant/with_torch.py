"""Determinants as torch has them."""

import torch


def determinant(a):
    """Return the determinant of a matrix, or of each matrix of a batch."""
    return torch.linalg.det(a)
