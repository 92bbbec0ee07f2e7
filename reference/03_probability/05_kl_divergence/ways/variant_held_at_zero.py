"""A right solution by the quotient, that lets rounding take it nowhere below 0."""

from array_api_compat import array_namespace


def kl_divergence(p, q, axis=-1):
    xp = array_namespace(p, q)
    one = xp.ones_like(p)
    inverse = xp.where(p == 0, one, q) / xp.where(p == 0, one, p)
    total = -xp.sum(p * xp.log(inverse), axis=axis)
    return xp.where(total < 0, xp.zeros_like(total), total)
