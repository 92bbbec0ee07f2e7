"""`where` with a number, a generator from torch or `random`, and p = 1 by a safe divisor."""

import random

from array_api_compat import array_namespace, device, is_numpy_array


def _numbers(x):
    xp = array_namespace(x)
    if is_numpy_array(x):
        return xp.reshape(xp.asarray([random.random() for _ in range(x.size)]), x.shape)
    return xp.empty(x.shape, dtype=xp.float32, device=device(x)).uniform_()


def dropout(x, p=0.5, training=True, uniform=None):
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"{p} is no probability")
    if uniform is not None and uniform.shape != x.shape:
        raise ValueError("shapes differ: " + repr([list(x.shape), list(uniform.shape)]))
    xp = array_namespace(x)
    if not training:
        return xp.asarray(x, copy=True)
    keep = 1.0 - p
    drawn = _numbers(x) if uniform is None else uniform
    return xp.where(drawn < p, xp.zeros_like(x), x / (keep or 1.0))
