"""Right all the same: tanh comes first, by expm1, and sigmoid is made of it; erf by its complement."""

import math

import numpy as np
from array_api_compat import array_namespace
from scipy import special


def tanh(x):
    xp = array_namespace(x)
    t = xp.expm1(xp.where(x > 0, -2 * x, 2 * x))  # exp(-2|x|) - 1
    return xp.where(x > 0, -t / (t + 2), t / (t + 2))


def tanh_grad(x):
    t = tanh(x)
    return (1 - t) * (1 + t)


def sigmoid(x):
    return 0.5 + 0.5 * tanh(0.5 * x)


def sigmoid_grad(x):
    return 0.25 * tanh_grad(0.5 * x)


def relu(x):
    xp = array_namespace(x)
    return xp.maximum(x, xp.zeros_like(x))


def relu_grad(x):
    xp = array_namespace(x)
    return xp.astype(x > 0, x.dtype)


def silu(x):
    return 0.5 * x * (1 + tanh(0.5 * x))


def silu_grad(x):
    t = tanh(0.5 * x)
    return 0.5 * (1 + t) + 0.25 * x * (1 - t * t)


def _erfc(x):
    if isinstance(x, np.ndarray):
        return special.erfc(x)
    import torch

    return torch.erfc(x)


def gelu(x, approximate="none"):
    if approximate not in ("none", "tanh"):
        raise ValueError(approximate)
    if approximate == "none":
        return 0.5 * x * _erfc(-x * math.sqrt(0.5))
    return x * sigmoid(math.sqrt(8 / math.pi) * (x + 0.044715 * x * x * x))


def gelu_grad(x, approximate="none"):
    if approximate not in ("none", "tanh"):
        raise ValueError(approximate)
    xp = array_namespace(x)
    if approximate == "none":
        return 0.5 * _erfc(-x * math.sqrt(0.5)) + x * xp.exp(-0.5 * x * x) * (1 / math.sqrt(2 * math.pi))
    u = math.sqrt(8 / math.pi) * (x + 0.044715 * x * x * x)
    return sigmoid(u) + x * sigmoid_grad(u) * math.sqrt(8 / math.pi) * (1 + 0.134145 * x * x)
