import math

import numpy as np


def fit_normal(x):
    n = len(x)
    mu = sum(x) / n
    sigma2 = sum((xi - mu) ** 2 for xi in x) / n
    return mu, math.sqrt(sigma2)


def normal_nll(x, mean, std):
    log_likelihood = 0.0
    for xi in x:
        log_likelihood += -0.5 * math.log(2 * math.pi) - math.log(std) - (xi - mean) ** 2 / (2 * std**2)
    return -log_likelihood / len(x)


def fit_categorical(counts):
    n = sum(counts)
    return np.array([c / n for c in counts])


def categorical_nll(counts, probs):
    return -sum(c * math.log(p) for c, p in zip(counts, probs, strict=True)) / sum(counts)
