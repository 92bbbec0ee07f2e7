import numpy as np
from scipy.special import erf

SQRT_2_OVER_PI = np.sqrt(2.0 / np.pi)


def sigmoid(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


def tanh(x):
    t = np.exp(-2 * x)
    return (1 - t) / (1 + t)


def relu(x):
    return np.where(x > 0, x, 0)


def silu(x):
    return np.multiply(x, sigmoid(x))


def gelu(x, approximate="none"):
    if approximate == "none":
        return x * 0.5 * (1.0 + erf(x / np.sqrt(2.0)))
    return 0.5 * x * (1 + tanh(SQRT_2_OVER_PI * (x + 0.044715 * x**3)))


def sigmoid_grad(x):
    return np.exp(-x) / (1 + np.exp(-x)) ** 2


def tanh_grad(x):
    return (1 - tanh(x)) * (1 + tanh(x))


def relu_grad(x):
    return np.heaviside(x, 0)


def silu_grad(x):
    return (1 + np.exp(-x) + x * np.exp(-x)) / (1 + np.exp(-x)) ** 2


def gelu_grad(x, approximate="none"):
    if approximate == "none":
        return 0.5 * (1.0 + erf(x / np.sqrt(2.0))) + x * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    u = SQRT_2_OVER_PI * (x + 0.044715 * x**3)
    du = SQRT_2_OVER_PI * (1 + 0.134145 * x**2)
    return 0.5 * (1 + tanh(u)) + 0.5 * x * (1 - tanh(u) ** 2) * du
