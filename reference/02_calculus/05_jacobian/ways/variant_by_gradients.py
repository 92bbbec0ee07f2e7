"""Right all the same: the rows are gradients of single outputs, by a smaller step and four points."""

import numpy as np
from array_api_compat import array_namespace

STEP = 1e-3


def _quotient(f, t, u):
    near, far = f(t + STEP / 2 * u) - f(t - STEP / 2 * u), f(t + STEP * u) - f(t - STEP * u)
    return (8 * near - far) / (6 * STEP)


def jvp(f, x, v):
    if tuple(v.shape) != tuple(x.shape):
        raise ValueError(f"{tuple(v.shape)} and {tuple(x.shape)}")
    xp = array_namespace(x)
    t, v = xp.astype(x, xp.float64), xp.astype(v, xp.float64)
    largest = float(xp.max(xp.abs(v)))
    if largest == 0:
        return xp.astype(0 * f(t), x.dtype)
    return xp.astype(largest * _quotient(f, t, v / largest), x.dtype)


def vjp(f, x, u):
    xp = array_namespace(x)
    t, u = xp.astype(x, xp.float64), xp.astype(u, xp.float64)
    if tuple(f(t).shape) != tuple(u.shape):
        raise ValueError(f"{tuple(u.shape)} and {tuple(f(t).shape)}")
    slopes = xp.zeros_like(t)
    for j in range(x.shape[0]):
        along = xp.zeros_like(t)
        along[j] = 1
        slopes[j] = _quotient(lambda s: xp.sum(f(s) * u), t, along)
    return xp.astype(slopes, x.dtype)


def jacobian(f, x):
    xp = array_namespace(x)
    t = xp.astype(x, xp.float64)
    y = f(t)
    rows = []
    for i in np.arange(y.shape[0]):
        u = xp.zeros_like(y)
        u[int(i)] = 1
        rows.append(vjp(f, t, u))
    return xp.astype(xp.stack(rows), x.dtype)
