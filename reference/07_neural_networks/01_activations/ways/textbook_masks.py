import numpy as np
from scipy import special


def sigmoid(x):
    y = np.empty_like(x)
    positive = x >= 0
    y[positive] = 1 / (1 + np.exp(-x[positive]))
    exp_x = np.exp(x[~positive])
    y[~positive] = exp_x / (1 + exp_x)
    return y


def tanh(x):
    return np.sinh(x) / np.cosh(x)


def relu(x):
    y = x.copy()
    y[y < 0] = 0
    return y


def silu(x):
    return x * sigmoid(x)


def gelu(x, approximate="none"):
    if approximate == "tanh":
        return x / 2 * (1 + tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
    return x * special.erfc(-x / np.sqrt(2)) / 2


def sigmoid_grad(x):
    return sigmoid(x) * (1 - sigmoid(x))


def tanh_grad(x):
    return 1 / np.cosh(x) ** 2


def relu_grad(x):
    grad = np.zeros_like(x)
    grad[x > 0] = 1
    return grad


def silu_grad(x):
    return sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x))


def gelu_grad(x, approximate="none"):
    if approximate == "tanh":
        c = np.sqrt(2 / np.pi)
        tanh_out = tanh(c * x * (1 + 0.044715 * x * x))
        return 0.5 * x * ((1 - tanh_out * tanh_out) * (c + 3 * c * 0.044715 * x * x)) + 0.5 * (1 + tanh_out)
    pdf = 1 / np.sqrt(2 * np.pi) * np.exp(-0.5 * x**2)
    return special.erfc(-x / np.sqrt(2)) / 2 + x * pdf
