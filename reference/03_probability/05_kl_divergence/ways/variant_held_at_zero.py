"""A right solution with the sign turned, that lets rounding take it nowhere below 0."""

from array_api_compat import array_namespace


def kl_divergence(p, q, axis=-1):
    xp = array_namespace(p, q)
    one = xp.ones_like(p)
    gains = xp.log(xp.where(p == 0, one, q)) - xp.log(xp.where(p == 0, one, p))  # no quotient: it may overflow
    total = -xp.sum(p * gains, axis=axis)
    return xp.where(total < 0, xp.zeros_like(total), total)
