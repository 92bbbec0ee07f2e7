import math

import numpy as np


def greedy(logits):
    best = 0
    for i, x in enumerate(logits):
        if x > logits[best]:
            best = i
    return best


def with_temperature(logits, temperature):
    if temperature == 0:
        return np.array([1.0 if i == greedy(logits) else 0.0 for i in range(len(logits))])
    largest = max(logits)
    weights = [math.exp((x - largest) / temperature) for x in logits]
    return np.array([w / sum(weights) for w in weights])


def sample_with_temperature(logits, temperature, u):
    for i, p in enumerate(with_temperature(logits, temperature)):
        if u < p:
            return i
        u = u - p
    return len(logits) - 1
