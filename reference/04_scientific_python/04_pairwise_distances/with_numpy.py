"""Pairwise distances as SciPy has them."""

from scipy.spatial.distance import cdist


def pairwise_distances(a, b):
    """Measure the Euclidean distance of each row of a to each row of b."""
    return cdist(a, b).astype(a.dtype)
