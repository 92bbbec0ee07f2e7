import itertools

import numpy as np


def count(text, alphabet):
    index = {c: i for i, c in enumerate(alphabet)}
    counts = np.zeros((len(alphabet), len(alphabet)), dtype=int)
    for prev, nxt in itertools.pairwise(text):
        counts[index[prev], index[nxt]] += 1
    return counts


def probabilities(counts, smoothing=1.0):
    smoothed = counts + smoothing
    return smoothed / smoothed.sum(axis=1, keepdims=True)


def perplexity(probs, text, alphabet):
    prob = 1.0
    for prev, nxt in itertools.pairwise(text):
        prob *= probs[alphabet.index(prev), alphabet.index(nxt)]
    return (1 / prob) ** (1 / (len(text) - 1))


def train(text, alphabet, lr, steps):
    counts = count(text, alphabet)
    logits = np.zeros(counts.shape)
    for _ in range(steps):
        probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        logits -= lr * (counts.sum(axis=1, keepdims=True) * probs - counts) / counts.sum()
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def sample(probs, alphabet, start, u):
    out = start
    for r in u:
        out += alphabet[np.searchsorted(probs[alphabet.index(out[-1])].cumsum(), r, side="right")]
    return out[1:]
