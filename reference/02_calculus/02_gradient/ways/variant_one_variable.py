"""Right all the same: f as a function of one number, the others held fast, by four points around it."""

import numpy as np
from array_api_compat import array_namespace


def partial(f, x, i):
    xp = array_namespace(x)
    wide = xp.astype(x, xp.float64)
    here = xp.zeros(x.shape, dtype=xp.bool, device=getattr(x, "device", None))
    here[i] = True

    def along(shift):
        return f(xp.where(here, wide + shift, wide))

    h = 1e-4
    slope = (8 * (along(h) - along(-h)) - (along(2 * h) - along(-2 * h))) / (12 * h)
    return xp.astype(slope, x.dtype)


def gradient(f, x):
    xp = array_namespace(x)
    indices = list(np.ndindex(tuple(x.shape)))
    return xp.reshape(xp.stack([partial(f, x, i) for i in indices]), x.shape) if indices else xp.zeros_like(x)
