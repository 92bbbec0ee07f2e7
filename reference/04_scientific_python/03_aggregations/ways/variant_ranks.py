"""Right all the same: a tolerance for constant slices, ranks by comparing all pairs, and bins by searchsorted."""

from array_api_compat import array_namespace, device


def standardize(x, axis):
    xp = array_namespace(x)
    mean, std = xp.mean(x, axis=axis, keepdims=True), xp.std(x, axis=axis, keepdims=True)
    rounding = 4 * x.shape[axis] * xp.finfo(x.dtype).eps * xp.abs(mean)
    constant = std <= rounding
    return xp.where(constant, xp.zeros_like(x), (x - mean) / xp.where(constant, xp.ones_like(std), std))


def top_k(x, k):
    xp = array_namespace(x)
    n = x.shape[-1]
    if not (0 <= k <= n):
        raise ValueError(f"k must lie between 0 and {n}")
    place = xp.arange(n, device=device(x))
    larger = x[..., None, :] > x[..., :, None]  # (..., n, n)
    earlier = (x[..., None, :] == x[..., :, None]) & (place[None, :] < place[:, None])
    rank = xp.sum(xp.astype(larger | earlier, xp.int64), axis=-1)  # (..., n): how many come before
    indices = xp.argsort(rank, axis=-1)[..., :k]
    return xp.take_along_axis(x, indices, axis=-1), indices


def histogram(x, edges):
    xp = array_namespace(x)
    if len(edges) < 2 or not bool(xp.all(xp.diff(edges) > 0)):
        raise ValueError("no bins")
    x = xp.reshape(x, (-1,))
    x = x[(x >= edges[0]) & (x <= edges[-1])]
    bins = xp.searchsorted(edges, x, side="right") - 1
    last = edges.shape[0] - 2
    bins = xp.where(bins > last, xp.full_like(bins, last), bins)
    return xp.sum(xp.astype(bins[None, :] == xp.arange(last + 1, device=device(x))[:, None], xp.int64), axis=1)
