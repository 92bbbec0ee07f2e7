"""Activations: notice that exp only ever sees numbers that are not positive, and that every slope is built from
what the function itself is built from."""

import math

import scipy.special
from array_api_compat import array_namespace


def sigmoid(x):
    """Return 1 / (1 + exp(-x))."""
    xp = array_namespace(x)
    e = xp.exp(xp.where(x > 0, -x, x))  # exp(-|x|): at most 1
    return xp.where(x > 0, 1 / (1 + e), e / (1 + e))


def tanh(x):
    """Return the hyperbolic tangent."""
    return 2 * sigmoid(2 * x) - 1


def relu(x):
    """Return x where it is positive, else 0."""
    xp = array_namespace(x)
    return xp.where(x <= 0, xp.zeros_like(x), x)  # NaN <= 0 is False


def silu(x):
    """Return x times its sigmoid."""
    return x * sigmoid(x)


def gelu(x, approximate="none"):
    """Return x times the share of a normal distribution below it."""
    return x * _share_below(x, approximate)[0]


def sigmoid_grad(x):
    """Return the slope of sigmoid at x."""
    return sigmoid(x) * sigmoid(-x)


def tanh_grad(x):
    """Return the slope of tanh at x."""
    return 1 - tanh(x) ** 2


def relu_grad(x):
    """Return the slope of relu at x."""
    xp = array_namespace(x)
    return xp.where(x > 0, xp.ones_like(x), xp.zeros_like(x))


def silu_grad(x):
    """Return the slope of silu at x, by the product rule."""
    return sigmoid(x) + x * sigmoid_grad(x)


def gelu_grad(x, approximate="none"):
    """Return the slope of gelu at x, by the product rule."""
    share, slope = _share_below(x, approximate)
    return share + x * slope


def _share_below(x, approximate):
    """Φ(x), or what stands for it, and its slope."""
    xp = array_namespace(x)
    if approximate == "none":
        erf = getattr(xp, "erf", scipy.special.erf)  # NumPy has none
        return (1 + erf(x / math.sqrt(2))) / 2, xp.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    if approximate == "tanh":
        inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
        slope = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x**2)
        return (1 + tanh(inner)) / 2, tanh_grad(inner) * slope / 2
    raise ValueError(f"approximate is 'none' or 'tanh', not {approximate!r}")
