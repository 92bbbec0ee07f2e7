import numpy as np


def normal_log_prob(x, mean, std):
    return -0.5 * np.log(2 * np.pi * std**2) - (x - mean) ** 2 / (2 * std**2)


def uniform_log_prob(x, low, high):
    return np.where((x >= low) & (x < high), -np.log(high - low), -np.inf)


def categorical_log_prob(k, probs):
    return np.log(probs[k])
