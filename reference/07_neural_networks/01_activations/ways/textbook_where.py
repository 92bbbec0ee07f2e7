import numpy as np
from scipy.special import erf


def sigmoid(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


def relu(x):
    return np.where(x > 0, x, 0)


def gelu(x, approximate="none"):
    return x * 0.5 * (1.0 + erf(x / np.sqrt(2.0)))


def sigmoid_grad(x):
    return np.exp(-x) / (1 + np.exp(-x)) ** 2


def relu_grad(x):
    return np.heaviside(x, 0)


def gelu_grad(x, approximate="none"):
    return 0.5 * (1.0 + erf(x / np.sqrt(2.0))) + x * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
