"""Three norms, and the distance that each of them measures.

Notice that `distance` is a single line: subtract first, then any norm will do.
"""

from array_api_compat import array_namespace


def norm(x, ord=2, axis=-1):
    """Return the norm of vectors that lie along one axis."""
    xp = array_namespace(x)
    if ord == 1:
        return xp.sum(xp.abs(x), axis=axis)
    if ord == 2:
        return xp.sqrt(xp.sum(x * x, axis=axis))
    if ord == float("inf"):
        return xp.max(xp.abs(x), axis=axis)
    raise ValueError(f"ord must be 1, 2 or inf, not {ord}")


def distance(u, v, ord=2):
    """Return the distance between vectors along the last axis."""
    return norm(u - v, ord=ord)
