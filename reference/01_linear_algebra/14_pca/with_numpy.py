"""Principal components from NumPy's singular value decomposition."""

import numpy as np


def pca(x, k):
    """Find the k directions of largest variance, the variances, and where the rows lie along them."""
    if len(x) < 2 or not 1 <= k <= min(x.shape):
        raise ValueError("k is out of range")
    left, sizes, components = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    return components[:k], sizes[:k] ** 2 / (len(x) - 1), (left * sizes)[:, :k]
