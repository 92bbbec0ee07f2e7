"""A bigram model: notice that the gradient is the expected counts minus the counted ones: it is 0 where both agree."""

import numpy as np


def places(text, alphabet):
    """The place of each character in the alphabet."""
    place = {c: i for i, c in enumerate(alphabet)}
    if unknown := set(text) - set(place):
        raise ValueError(f"{min(unknown)!r} is not in the alphabet")
    return np.array([place[c] for c in text], dtype=int)


def count(text, alphabet):
    """Count the pairs of neighbours."""
    x = places(text, alphabet)
    counts = np.zeros((len(alphabet), len(alphabet)), int)
    np.add.at(counts, (x[:-1], x[1:]), 1)  # a pair that comes twice counts twice
    return counts


def probabilities(counts, smoothing=1.0):
    """Turn counts into a distribution for each row."""
    weights = np.asarray(counts) + float(smoothing)
    total = weights.sum(axis=1, keepdims=True)  # (V, 1)
    return np.where(total == 0, 1 / len(weights), weights / np.where(total == 0, 1, total))


def perplexity(probs, text, alphabet):
    """How many characters the model hesitates among, on average."""
    x = places(text, alphabet)
    if len(x) < 2:
        raise ValueError("a text of fewer than two characters has no pair")
    p = probs[x[:-1], x[1:]]  # (N,)
    return float(np.exp(-np.mean(np.log(p)))) if np.all(p > 0) else np.inf


def train(text, alphabet, lr, steps):
    """Learn the table by gradient descent on the mean cross-entropy."""
    counts = count(text, alphabet)
    rows, pairs = counts.sum(axis=1, keepdims=True), counts.sum()
    logits = np.zeros(counts.shape)
    for _ in range(steps):
        logits -= lr * (rows * softmax(logits) - counts) / pairs
    return softmax(logits)


def softmax(logits):
    """The distribution of each row."""
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def sample(probs, alphabet, start, u):
    """Write a text, character by character."""
    text, i = "", alphabet.index(start)
    for number in u:
        passed = np.searchsorted(np.cumsum(probs[i]), number, side="right")
        i = min(passed, np.flatnonzero(probs[i])[-1])  # the sum may round to less than the number
        text += alphabet[i]
    return text
