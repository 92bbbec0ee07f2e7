"""Vector by vector in Python, and a search that keeps the best so far."""

import math

from array_api_compat import array_namespace


def _cosine(u, v, eps):
    xp = array_namespace(u)
    dot, uu, vv = 0.0, 0.0, 0.0
    for x, y in zip(u, v, strict=True):
        dot, uu, vv = dot + x * y, uu + x * x, vv + y * y
    floor = dot * 0 + eps
    return dot / xp.maximum(xp.sqrt(uu), floor) / xp.maximum(xp.sqrt(vv), floor)


def cosine_similarity(a, b, axis=-1, eps=1e-8):
    if a.shape[axis] != b.shape[axis]:
        raise ValueError("lengths differ")
    xp = array_namespace(a)
    a, b = xp.broadcast_arrays(a, b)
    a, b = xp.moveaxis(a, axis, -1), xp.moveaxis(b, axis, -1)
    shape, size = a.shape[:-1], a.shape[-1]
    rows = math.prod(shape)
    if rows == 0:
        return xp.reshape(a, shape) if size == 0 else a[..., 0] * 0
    a, b = xp.reshape(a, (rows, size)), xp.reshape(b, (rows, size))
    return xp.reshape(xp.stack([_cosine(u, v, eps) for u, v in zip(a, b, strict=True)]), shape)


def nearest(query, corpus):
    best = index = None
    for i in range(corpus.shape[0]):
        cosine = cosine_similarity(query, corpus[i])
        if best is None or cosine > best:
            best, index = cosine, i
    if index is None:
        raise ValueError("no rows")
    return index
