"""Aggregations: the trick is in the shapes, (bins + 1, 1) against (n,), and an axis of size 1 against its slice."""

from array_api_compat import array_namespace


def standardize(x, axis):
    """Bring each slice along an axis to mean 0 and standard deviation 1."""
    xp = array_namespace(x)
    constant = xp.max(x, axis=axis, keepdims=True) == xp.min(x, axis=axis, keepdims=True)  # axis has size 1 here
    centred = x - xp.mean(x, axis=axis, keepdims=True)
    std = xp.sqrt(xp.mean(centred**2, axis=axis, keepdims=True))
    return xp.where(constant, xp.zeros_like(x), centred / xp.where(constant, xp.ones_like(std), std))


def top_k(x, k):
    """Find the k largest entries along the last axis, and where they stand."""
    if not 0 <= k <= x.shape[-1]:
        raise ValueError(f"there are no {k} largest of {x.shape[-1]} entries")
    xp = array_namespace(x)
    indices = xp.argsort(x, axis=-1, descending=True, stable=True)[..., :k]  # (..., k)
    return xp.take_along_axis(x, indices, axis=-1), indices


def histogram(x, edges):
    """Count the entries in each bin."""
    xp = array_namespace(x)
    if edges.shape[0] < 2 or not xp.all(edges[1:] > edges[:-1]):
        raise ValueError("edges are two or more numbers in ascending order")
    x = xp.reshape(x, (-1,))
    below = xp.sum(x < edges[:, None], axis=1)  # (bins + 1, entries) summed over the entries
    counts = below[1:] - below[:-1]  # (bins,)
    counts[-1] += xp.sum(x == edges[-1])
    return counts
