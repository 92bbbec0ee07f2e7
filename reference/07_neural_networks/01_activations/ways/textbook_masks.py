import numpy as np
from scipy import special


def sigmoid(x):
    y = np.empty_like(x)
    positive = x >= 0
    y[positive] = 1 / (1 + np.exp(-x[positive]))
    exp_x = np.exp(x[~positive])
    y[~positive] = exp_x / (1 + exp_x)
    return y


def relu(x):
    y = x.copy()
    y[y < 0] = 0
    return y


def gelu(x, approximate="none"):
    return x * special.erfc(-x / np.sqrt(2)) / 2


def sigmoid_grad(x):
    return sigmoid(x) * (1 - sigmoid(x))


def relu_grad(x):
    grad = np.zeros_like(x)
    grad[x > 0] = 1
    return grad


def gelu_grad(x, approximate="none"):
    pdf = 1 / np.sqrt(2 * np.pi) * np.exp(-0.5 * x**2)
    return special.erfc(-x / np.sqrt(2)) / 2 + x * pdf
