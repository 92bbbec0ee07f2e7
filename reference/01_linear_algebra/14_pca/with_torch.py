"""Principal components as torch has them."""

import torch


def pca(x, k):
    """Find the k directions of largest variance, the variances, and where the rows lie along them."""
    if len(x) < 2 or not 1 <= k <= min(x.shape):
        raise ValueError("k is out of range")
    with torch.random.fork_rng(devices=[]):  # it draws directions to begin with: as many as there are lose nothing
        left, sizes, vectors = torch.pca_lowrank(x, q=min(x.shape))
    return vectors[:, :k].T, sizes[:k] ** 2 / (len(x) - 1), (left * sizes)[:, :k]
