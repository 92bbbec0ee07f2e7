"""Unit vectors first, then their dot product, clipped."""

from array_api_compat import array_namespace


def _unit(x, axis, eps):
    xp = array_namespace(x)
    length = xp.linalg.vector_norm(x, axis=axis, keepdims=True)
    return x / xp.where(length > eps, length, xp.full_like(length, eps))


def cosine_similarity(a, b, axis=-1, eps=1e-8):
    if a.shape[axis] != b.shape[axis]:
        raise ValueError("lengths differ")
    xp = array_namespace(a)
    return xp.clip(xp.sum(_unit(a, axis, eps) * _unit(b, axis, eps), axis=axis), min=-1.0, max=1.0)


def nearest(query, corpus):
    if len(corpus) == 0 or corpus.shape[1] != query.shape[0]:
        raise ValueError("no rows, or rows of another length")
    xp = array_namespace(corpus)
    return xp.argmax(_unit(corpus, -1, 1e-8) @ _unit(query, -1, 1e-8))
