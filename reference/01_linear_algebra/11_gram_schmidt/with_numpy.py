"""Projection, and an orthonormal basis by NumPy's singular value decomposition."""

import numpy as np


def project(v, basis):
    """Return the nearest vector in the span of an orthonormal basis."""
    return np.matmul(np.matmul(v, basis), basis.T)


def orthonormal_basis(vectors):
    """Return orthonormal vectors, as columns, that span what the columns span."""
    lengths = np.linalg.norm(vectors, axis=0)
    directions = vectors / np.where(lengths == 0, 1, lengths)
    if directions.size == 0:
        return vectors[:, :0]
    left, stretches, _ = np.linalg.svd(directions, full_matrices=False)
    return left[:, stretches > 100 * np.finfo(vectors.dtype).eps]
