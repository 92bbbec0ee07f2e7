import math

import numpy as np

erf = np.vectorize(math.erf)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def relu(z):
    return z * (z > 0)


def cdf(z):
    return (1 + erf(z / math.sqrt(2))) / 2


def gelu(z, approximate="none"):
    return z * cdf(z)


def sigmoid_grad(z):
    return sigmoid(z) * (1 - sigmoid(z))


def relu_grad(z):
    return (z > 0).astype(float)


def gelu_grad(z, approximate="none"):
    return cdf(z) + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
