"""Activations with NumPy and SciPy."""

import numpy as np
from scipy import special


def sigmoid(x):
    """Return 1 / (1 + exp(-x))."""
    return special.expit(x)


def tanh(x):
    """Return the hyperbolic tangent."""
    return np.tanh(x)


def relu(x):
    """Return x where it is positive, else 0."""
    return np.maximum(x, 0)


def silu(x):
    """Return x times its sigmoid."""
    return x * special.expit(x)


def gelu(x, approximate="none"):
    """Return x times the share of a normal distribution below it."""
    return x * _share_below(x, approximate)[0]


def sigmoid_grad(x):
    """Return the slope of sigmoid at x."""
    return special.expit(x) * special.expit(-x)


def tanh_grad(x):
    """Return the slope of tanh at x."""
    return 1 - np.tanh(x) ** 2


def relu_grad(x):
    """Return the slope of relu at x."""
    return np.heaviside(x, np.zeros_like(x))


def silu_grad(x):
    """Return the slope of silu at x."""
    return special.expit(x) * (1 + x * special.expit(-x))


def gelu_grad(x, approximate="none"):
    """Return the slope of gelu at x."""
    share, slope = _share_below(x, approximate)
    return share + x * slope


def _share_below(x, approximate):
    if approximate == "none":
        return special.ndtr(x), np.exp(-np.square(x) / 2) / x.dtype.type(np.sqrt(2 * np.pi))
    if approximate != "tanh":
        raise ValueError(f"approximate={approximate!r}")
    root = x.dtype.type(np.sqrt(2 / np.pi))
    t = np.tanh(root * (x + 0.044715 * x**3))
    return (1 + t) / 2, (1 - t**2) * root * (1 + 3 * 0.044715 * x**2) / 2
