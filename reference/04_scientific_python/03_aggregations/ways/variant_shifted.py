"""Right all the same: deviations from the first entry, the largest one by one, and sorted entries."""

from array_api_compat import array_namespace, device


def standardize(x, axis):
    xp = array_namespace(x)
    x = xp.moveaxis(x, axis, 0)
    x = x - x[:1]  # of a constant slice nothing is left, exactly
    x = x - xp.mean(x, axis=0)
    variance = xp.var(x, axis=0)
    return xp.moveaxis(xp.where(variance == 0, x, x / xp.where(variance == 0, 1 + variance, variance) ** 0.5), 0, axis)


def top_k(x, k):
    xp = array_namespace(x)
    n = x.shape[-1]
    if k < 0 or k > n:
        raise ValueError(k)
    position = xp.arange(n, device=device(x))
    left = xp.zeros(x.shape, dtype=xp.bool, device=device(x)) | True
    found = []
    for _ in range(k):
        best = xp.max(xp.where(left, x, xp.min(x, axis=-1, keepdims=True)), axis=-1, keepdims=True)
        first = xp.min(xp.where(left & (x == best), position, n), axis=-1, keepdims=True)
        found.append(first)
        left = left & (position != first)
    indices = xp.concat(found, axis=-1) if found else xp.zeros((*x.shape[:-1], 0), dtype=xp.int64, device=device(x))
    return xp.take_along_axis(x, indices, axis=-1), indices


def histogram(x, edges):
    xp = array_namespace(x)
    if edges.shape[0] < 2 or bool(xp.any(edges[1:] <= edges[:-1])):
        raise ValueError("edges")
    x = xp.reshape(x, (-1,))
    x = xp.sort(x[(x >= edges[0]) & (x <= edges[-1])])
    starts = xp.searchsorted(x, edges)
    starts[-1] = x.shape[0]
    return xp.astype(starts[1:] - starts[:-1], xp.int64)
