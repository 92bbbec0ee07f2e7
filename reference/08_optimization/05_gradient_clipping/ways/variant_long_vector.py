"""Right all the same: one long vector in float64, and its length as a distance."""

import math

from array_api_compat import array_namespace


def clip_by_norm(grads, max_norm):
    if not max_norm >= 0:
        raise ValueError(f"max_norm is {max_norm}, not 0 or more")
    grads = tuple(grads)
    entries = [value for g in grads if g is not None for value in _entries(g)]
    norm = math.hypot(*entries)
    if math.isnan(norm) or math.isinf(norm):
        raise ValueError(f"gradients of length {norm}")
    factor = 1.0 if max_norm >= norm + 1e-6 else max_norm / (norm + 1e-6)
    return [g if g is None else factor * g for g in grads], norm


def _entries(g):
    xp = array_namespace(g)
    return [float(value) for value in xp.reshape(g, (-1,))]


def clip_by_value(grads, limit):
    if not limit >= 0:
        raise ValueError(f"limit is {limit}, not 0 or more")
    return [g if g is None else array_namespace(g).clip(g, -limit, limit) for g in grads]
