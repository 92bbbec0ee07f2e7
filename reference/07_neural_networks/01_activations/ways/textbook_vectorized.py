import math

import numpy as np

erf = np.vectorize(math.erf)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def tanh(z):
    return 2 * sigmoid(2 * z) - 1


def relu(z):
    return z * (z > 0)


def silu(z):
    return z / (1 + np.exp(-z))


def cdf(z, approximate):
    if approximate == "none":
        return (1 + erf(z / math.sqrt(2))) / 2
    return sigmoid(2 * math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))


def gelu(z, approximate="none"):
    return z * cdf(z, approximate)


def sigmoid_grad(z):
    return sigmoid(z) * (1 - sigmoid(z))


def tanh_grad(z):
    return 1 - np.square(tanh(z))


def relu_grad(z):
    return (z > 0).astype(float)


def silu_grad(z):
    return silu(z) + sigmoid(z) * (1 - silu(z))


def gelu_grad(z, approximate="none"):
    p = cdf(z, approximate)
    if approximate == "none":
        return p + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return p + z * p * (1 - p) * 2 * math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * z**2)
