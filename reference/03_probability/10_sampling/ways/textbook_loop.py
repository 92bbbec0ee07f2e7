import math

import numpy as np


def draw(probs, u):
    total = 0.0
    for i, p in enumerate(probs):
        total += p
        if u < total:
            return i
    return len(probs) - 1


def sample_categorical(probs, u):
    return np.array([draw(probs, x) for x in u])


def box_muller(u1, u2):
    R = np.sqrt(-2 * np.log(1 - u1))
    theta = 2 * math.pi * u2
    return R * np.cos(theta), R * np.sin(theta)
