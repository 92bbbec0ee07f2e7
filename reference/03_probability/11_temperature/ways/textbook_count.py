import numpy as np


def greedy(logits):
    return int(np.argmax(logits))


def with_temperature(logits, temperature):
    if temperature < 1e-12:
        return (np.arange(len(logits)) == greedy(logits)).astype(float)
    z = (logits - logits.max()) / temperature
    p = np.exp(z)
    p /= p.sum()
    return p


def sample_with_temperature(logits, temperature, u):
    if temperature == 0:
        return greedy(logits)
    return int(np.sum(np.cumsum(with_temperature(logits, temperature)) <= u))
