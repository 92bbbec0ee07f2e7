"""A right solution that takes the surprise first, with its infinities set to zero, in bits and back."""

import math

from array_api_compat import array_namespace


def entropy(p, axis=-1):
    xp = array_namespace(p)
    none = p == 0
    bits = -xp.log2(xp.where(none, xp.ones_like(p), p))
    return xp.sum(p * bits, axis=axis) * math.log(2)
