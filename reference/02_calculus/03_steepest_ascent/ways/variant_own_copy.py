"""Right all the same: a copy of x is moved to and fro in place, and lengths are Python's own."""

import math

import numpy as np
from array_api_compat import array_namespace

H = 1e-5


def directional_derivative(f, x, d):
    xp = array_namespace(x)
    if list(d.shape) != list(x.shape):
        raise ValueError(f"d is of another space: {list(d.shape)}, not {list(x.shape)}")
    t, u = xp.astype(x, xp.float64, copy=True), xp.astype(d, xp.float64, copy=True)
    length = math.hypot(*xp.reshape(u, (-1,)).tolist())
    if not length:
        raise ValueError("d points nowhere")
    u *= H / length
    t += u
    above = f(t)
    t -= 2 * u
    return xp.astype((above - f(t)) / (2 * H), x.dtype)


def steepest_ascent(f, x):
    xp = array_namespace(x)
    t = xp.astype(x, xp.float64, copy=True)
    slopes = xp.zeros_like(t)
    for i in np.ndindex(*x.shape):
        here = float(t[i])
        t[i] = here + H
        above = float(f(t))
        t[i] = here - H
        slopes[i] = (above - float(f(t))) / (2 * H)
        t[i] = here
    length = math.hypot(*xp.reshape(slopes, (-1,)).tolist())
    return xp.astype(slopes / (length or 1.0), x.dtype)
