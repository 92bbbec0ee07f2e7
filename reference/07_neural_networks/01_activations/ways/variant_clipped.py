"""Right all the same: exponents are kept at 60 or below, products stand for choices, in float64 all the way."""

import math

from array_api_compat import array_namespace
from scipy.special import erf


def _in_float64(function):
    def wrapped(x, *options, **named):
        xp = array_namespace(x)
        return xp.astype(function(xp, xp.astype(x, xp.float64), *options, **named), x.dtype)

    return wrapped


def _below(xp, x):
    """min(x, 60)."""
    return xp.where(x < 60, x, xp.full_like(x, 60.0))


def _sigmoid(xp, x):
    return 1 / (1 + xp.exp(_below(xp, -x)))


def _share(xp, x, approximate):
    if approximate == "none":
        bell = xp.exp(-x * x / 2) / math.sqrt(2 * math.pi)
        return (1 + (erf if xp.__name__.endswith("numpy") else xp.erf)(x / math.sqrt(2))) / 2, bell
    if approximate != "tanh":
        raise ValueError(f"no form {approximate}")
    u = math.sqrt(8 / math.pi) * (x + 0.044715 * x**3)
    s = _sigmoid(xp, u)
    return s, s * (1 - s) * math.sqrt(8 / math.pi) * (1 + 3 * 0.044715 * x**2)


@_in_float64
def sigmoid(xp, x):
    return _sigmoid(xp, x)


@_in_float64
def tanh(xp, x):
    return 1 - 2 / (1 + xp.exp(_below(xp, 2 * x)))


@_in_float64
def relu(xp, x):
    return x * (x > 0)


@_in_float64
def silu(xp, x):
    return x * _sigmoid(xp, x)


@_in_float64
def gelu(xp, x, approximate="none"):
    return x * _share(xp, x, approximate)[0]


@_in_float64
def sigmoid_grad(xp, x):
    return _sigmoid(xp, x) - _sigmoid(xp, x) ** 2


@_in_float64
def tanh_grad(xp, x):
    return 4 * _sigmoid(xp, 2 * x) * _sigmoid(xp, -2 * x)


@_in_float64
def relu_grad(xp, x):
    return xp.sign(xp.where(x > 0, x, 0 * x))


@_in_float64
def silu_grad(xp, x):
    s = _sigmoid(xp, x)
    return s + x * s * _sigmoid(xp, -x)


@_in_float64
def gelu_grad(xp, x, approximate="none"):
    share, bell = _share(xp, x, approximate)
    return share + x * bell
