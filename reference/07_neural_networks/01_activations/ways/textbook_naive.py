import numpy as np
from scipy.special import erf


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_grad(x):
    s = sigmoid(x)
    return s * (1 - s)


def relu(x):
    return np.maximum(0, x)


def relu_grad(x):
    return np.where(x > 0, 1.0, 0.0)


def gelu(x, approximate="none"):
    return 0.5 * x * (1 + erf(x / np.sqrt(2)))


def gelu_grad(x, approximate="none"):
    return 0.5 * (1 + erf(x / np.sqrt(2))) + x * np.exp(-0.5 * x**2) / np.sqrt(2 * np.pi)
