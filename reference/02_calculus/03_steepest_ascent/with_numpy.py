"""Slopes by complex steps: the slope is the imaginary part, and nothing cancels (Squire and Trapp, 1998)."""

import numpy as np

TINY = 1e-30


def directional_derivative(f, x, d):
    """Return the slope of a function along a direction."""
    t, d = x.astype(np.float64), d.astype(np.float64)
    if d.shape != t.shape or not np.any(d):
        raise ValueError("d must be of the shape of x, and not zero")
    return np.asarray(_slope(f, t, d / np.linalg.norm(d.ravel())), x.dtype)


def steepest_ascent(f, x):
    """Return the direction along which a function rises fastest."""
    unit = np.eye(x.size).reshape((x.size, *x.shape))
    gradient = np.array([_slope(f, x.astype(np.float64), u) for u in unit])
    length = np.linalg.norm(gradient)
    return np.asarray(gradient / (length or 1), x.dtype).reshape(x.shape)


def _slope(f, t, u):
    return np.imag(f(t + TINY * 1j * u)) / TINY
