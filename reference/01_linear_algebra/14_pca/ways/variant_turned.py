"""Right all the same: eigenvectors of the negative covariance, and variances from the projection."""

from array_api_compat import array_namespace


def pca(x, k):
    xp = array_namespace(x)
    if x.shape[0] < 2:
        raise ValueError("one row has no variance")
    if k not in range(1, min(x.shape) + 1):
        raise ValueError(f"k is {k}, and must lie between 1 and {min(x.shape)}")
    centred = x - xp.sum(x, axis=0) / x.shape[0]
    _, vectors = xp.linalg.eigh(-(centred.T @ centred))
    components = vectors.T[:k, ...]
    largest = xp.max(components, axis=1) >= -xp.min(components, axis=1)
    components = xp.where(largest[:, None], components, -components)
    projected = centred @ components.T
    return components, xp.var(projected, axis=0, correction=1), projected
