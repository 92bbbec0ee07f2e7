import numpy as np


def expectation(values, probs):
    return np.sum(values * probs)


def variance(values, probs):
    mu = expectation(values, probs)
    return np.sum(probs * (values - mu) ** 2)
