"""Right all the same: the slope as a dot product with the gradient, which is measured one entry at a time."""

import math

import numpy as np
from array_api_compat import array_namespace


def _gradient(f, wide):
    xp = array_namespace(wide)
    slopes = xp.empty_like(wide)
    for i in np.ndindex(tuple(wide.shape)):
        step = xp.zeros_like(wide)
        step[i] = 1e-5
        slopes[i] = (f(wide + step) - f(wide - step)) / 2e-5
    return slopes


def directional_derivative(f, x, d):
    if tuple(d.shape) != tuple(x.shape):
        raise ValueError(f"d has shape {tuple(d.shape)}, x has shape {tuple(x.shape)}")
    xp = array_namespace(x)
    d = xp.astype(d, xp.float64)
    if float(xp.sum(xp.abs(d))) == 0.0:
        raise ValueError("there is no direction in zeros")
    total = xp.sum(_gradient(f, xp.astype(x, xp.float64)) * d)
    return xp.astype(total / math.sqrt(float(xp.sum(d**2))), x.dtype)


def steepest_ascent(f, x):
    xp = array_namespace(x)
    slopes = _gradient(f, xp.astype(x, xp.float64))
    largest = xp.max(xp.abs(slopes))
    if largest == 0:
        return xp.zeros_like(x)
    slopes = slopes / largest
    return xp.astype(slopes / xp.sqrt(xp.sum(slopes**2)), x.dtype)
