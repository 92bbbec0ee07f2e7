"""Powers of two with the exponent scaled, computed in float64, renormalised, and cast back."""

import math

from array_api_compat import array_namespace


def softmax(logits, axis=-1):
    xp = array_namespace(logits)
    wide = xp.astype(logits, xp.float64)
    weights = 2.0 ** ((wide - xp.max(wide, axis=axis, keepdims=True)) / math.log(2))
    for _ in range(2):
        weights = weights / xp.sum(weights, axis=axis, keepdims=True)
    return xp.astype(weights, logits.dtype)
