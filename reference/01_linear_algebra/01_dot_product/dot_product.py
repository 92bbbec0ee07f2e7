"""The dot product: two vectors in, one number out.

Notice that the shapes are checked before the product: after it, broadcasting has hidden what did not fit.
"""

from array_api_compat import array_namespace


def dot(u, v):
    """Multiply two vectors entry by entry and add up the products."""
    if u.ndim != 1 or u.shape != v.shape:
        raise ValueError(f"expected two vectors of equal length, got shapes {tuple(u.shape)} and {tuple(v.shape)}")
    xp = array_namespace(u)
    return xp.sum(u * v)  # (n,) -> ()
