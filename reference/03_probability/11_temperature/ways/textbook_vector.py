import numpy as np


def greedy(logits):
    return np.argmax(logits)


def with_temperature(logits, temperature):
    if temperature == 0:
        probs = np.zeros_like(logits)
        probs[greedy(logits)] = 1.0
        return probs
    scaled = logits / temperature
    exps = np.exp(scaled - np.max(scaled))
    return exps / np.sum(exps)


def sample_with_temperature(logits, temperature, u):
    probs = with_temperature(logits, temperature)
    total = 0.0
    for i, p in enumerate(probs):
        total += p
        if u < total:
            return i
    return len(probs) - 1
