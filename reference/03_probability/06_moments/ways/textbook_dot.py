import numpy as np


def expectation(values, probs):
    return np.dot(values, probs)


def variance(values, probs):
    centred = values - np.dot(values, probs)
    return np.dot(centred * centred, probs)
