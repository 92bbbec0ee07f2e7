"""A right solution that lets rounding take it nowhere below 0."""

from array_api_compat import array_namespace


def entropy(p, axis=-1):
    xp = array_namespace(p)
    terms = -p * xp.log(xp.where(p == 0, xp.ones_like(p), p))
    total = xp.sum(terms, axis=axis)
    return xp.where(total < 0, xp.zeros_like(total), total)
