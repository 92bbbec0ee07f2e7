import numpy as np


def expectation(values, probs):
    return (values * probs).sum(axis=-1)


def variance(values, probs):
    mean = (values * probs).sum(axis=-1, keepdims=True)
    return (probs * np.square(values - mean)).sum(axis=-1)
