"""Projection, and an orthonormal basis by torch's QR and singular value decomposition."""

import torch


def project(v, basis):
    """Return the nearest vector in the span of an orthonormal basis."""
    return torch.matmul(torch.matmul(v, basis), basis.T)


def orthonormal_basis(vectors):
    """Return orthonormal vectors, as columns, that span what the columns span."""
    lengths = torch.linalg.norm(vectors, dim=0)
    directions = vectors / torch.where(lengths == 0, 1, lengths)
    if directions.numel() == 0:
        return vectors[:, :0]
    left, stretches, _ = torch.linalg.svd(directions, full_matrices=False)
    independent = stretches > 100 * torch.finfo(vectors.dtype).eps
    if bool(independent.all()):
        return torch.linalg.qr(directions)[0]  # with a gradient where stretches are equal
    return left[:, independent]
