"""A bigram model by other ways: a Counter, the loss's gradient from one-hot rows, and a loop over cumulative sums."""

from collections import Counter
from itertools import pairwise

import numpy as np
import scipy.special


def count(text, alphabet):
    """Count the pairs of neighbours."""
    for c in text:
        if c not in alphabet:
            raise ValueError(f"{c!r} is not in the alphabet")
    found = Counter(pairwise(text))
    return np.array([[found[a, b] for b in alphabet] for a in alphabet])


def probabilities(counts, smoothing=1.0):
    """Turn counts into a distribution for each row."""
    weights = np.asarray(counts, float) + smoothing  # an uint8 and the number 1 would be an uint8
    rows = [row if np.any(row) else np.ones(len(row)) for row in weights]
    return np.array([row / np.sum(row) for row in rows])


def perplexity(probs, text, alphabet):
    """How many characters the model hesitates among, on average."""
    counts = count(text, alphabet)
    if len(text) < 2:
        raise ValueError("fewer than two characters")
    return float(np.exp(-np.sum(scipy.special.xlogy(counts, probs)) / (len(text) - 1)))


def train(text, alphabet, lr, steps):
    """Learn the table by gradient descent on the mean cross-entropy."""
    x = np.array([alphabet.index(c) for c in text])
    now, then = np.eye(len(alphabet))[x[:-1]], np.eye(len(alphabet))[x[1:]]  # (N, V)
    logits = np.zeros((len(alphabet), len(alphabet)))
    for _ in range(steps):
        logits = logits - lr * now.T @ (scipy.special.softmax(now @ logits, axis=1) - then) / len(now)
    return scipy.special.softmax(logits, axis=1)


def sample(probs, alphabet, start, u):
    """Write a text, character by character."""
    text = start
    for number in u:
        total, chosen = 0.0, None
        for c, p in zip(alphabet, probs[alphabet.index(text[-1])], strict=True):
            total += p
            chosen = c if p > 0 else chosen
            if total > number:
                break
        text += chosen
    return text[1:]
