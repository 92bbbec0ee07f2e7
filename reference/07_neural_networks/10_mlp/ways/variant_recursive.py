"""Right all the same: a recursion from layer to layer, each handing its part of the cache to the next."""

import math


def init(sizes, rng):
    if len(sizes) < 2:
        return []
    n, m, *_ = sizes
    W = math.sqrt(2) / math.sqrt(n) * rng.standard_normal(size=(n, m))
    return [{"W": W, "b": 0 * W[0]}, *init(sizes[1:], rng)]


def forward(params, x):
    first, *rest = params
    z = x @ first["W"] + first["b"]
    if not rest:
        return z, (x, None, None)
    open_ = z > 0
    y, inner = forward(rest, z * open_)
    return y, (x, open_, inner)


def backward(params, cache, upstream):
    return _back(params, cache, upstream)[0]


def _back(params, cache, upstream):
    """The gradients, and the derivative by the input."""
    first, *rest = params
    x, open_, inner = cache
    later = []
    if rest:
        later, upstream = _back(rest, inner, upstream)
        upstream = upstream * open_
    own = {"b": upstream.sum(0), "W": (upstream.T @ x).T}
    return [own, *later], upstream @ first["W"].T
