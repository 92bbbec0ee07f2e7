import math

import numpy as np


def normal(x, mu, sigma):
    return -0.5 * ((x - mu) / sigma) ** 2 - math.log(sigma * math.sqrt(2 * math.pi))


def uniform(x, a, b):
    return -math.log(b - a) if a <= x < b else -math.inf


def normal_log_prob(x, mean, std):
    return np.array([normal(*row) for row in np.broadcast(x, mean, std)])


def uniform_log_prob(x, low, high):
    return np.array([uniform(*row) for row in np.broadcast(x, low, high)])


def categorical_log_prob(k, probs):
    return np.array([math.log(probs[i]) if probs[i] > 0 else -math.inf for i in k])
