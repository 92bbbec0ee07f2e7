"""Slopes along directions of length 1: each entry of the gradient is itself such a slope, along one axis."""

import itertools

from array_api_compat import array_namespace

H = 1e-4


def directional_derivative(f, x, d):
    """Return the slope of a function along a direction."""
    xp = array_namespace(x, d)
    t, d = xp.astype(x, xp.float64), xp.astype(d, xp.float64)
    if d.shape != t.shape or not xp.any(d != 0):
        raise ValueError(f"d must not be zero, and have the shape of x: {tuple(d.shape)}, {tuple(x.shape)}")
    step = H * d / _length(d)
    return xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)


def steepest_ascent(f, x):
    """Return the direction along which a function rises fastest."""
    xp = array_namespace(x)
    t = xp.astype(x, xp.float64)
    gradient = xp.zeros_like(t)
    for i in itertools.product(*map(range, t.shape)):
        along = xp.zeros_like(t)
        along[i] = 1
        gradient[i] = directional_derivative(f, t, along)
    length = _length(gradient)
    return xp.astype(gradient / length if length > 0 else gradient, x.dtype)


def _length(d):
    xp = array_namespace(d)
    return xp.sqrt(xp.sum(d * d))
