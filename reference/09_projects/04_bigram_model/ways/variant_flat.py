"""Right all the same: a pair is one number for bincount, logs throughout, sampling by counting the sums below."""

import numpy as np


def numbers(text, alphabet):
    order = np.argsort([ord(c) for c in alphabet], kind="stable")
    ordered = np.array([ord(alphabet[i]) for i in order])
    codes = np.array([ord(c) for c in text], dtype=int)
    at = np.minimum(np.searchsorted(ordered, codes), len(ordered) - 1)
    wrong = ordered[at] != codes
    if wrong.any():
        raise ValueError(f"not in the alphabet: {text[int(np.argmax(wrong))]!r}")
    return order[at]


def count(text, alphabet):
    x, size = numbers(text, alphabet), len(alphabet)
    return np.bincount(x[:-1] * size + x[1:], minlength=size * size).reshape(size, size).astype(np.uint32)


def probabilities(counts, smoothing=1.0):
    table = np.array(counts, dtype=float)
    table += smoothing
    table[table.sum(axis=1) == 0] = 1.0
    table /= table.sum(axis=1)[:, None]
    return table


def perplexity(probs, text, alphabet):
    x = numbers(text, alphabet)
    if x.size <= 1:
        raise ValueError("nothing to predict")
    with np.errstate(divide="ignore"):
        logs = np.log(probs)
    return np.exp(-np.mean(logs[x[:-1], x[1:]]))


def train(text, alphabet, lr, steps):
    share = count(text, alphabet) / (len(text) - 1)
    logits = np.zeros_like(share)
    for _ in range(steps):
        logs = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
        logits = logits + lr * (share - share.sum(axis=1, keepdims=True) * np.exp(logs))
    return np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))


def sample(probs, alphabet, start, u):
    sums = np.cumsum(probs, axis=1)
    last = [max(j for j, p in enumerate(row) if p > 0) for row in probs]
    text, at = [], alphabet.index(start)
    for number in u:
        at = min(int((sums[at] <= number).sum()), last[at])
        text.append(alphabet[at])
    return "".join(text)
