"""Right all the same: plain dicts and math, one pair after another; arrays are made at the end."""

import math

import numpy as np


def tally(text, alphabet):
    found = {a: dict.fromkeys(alphabet, 0) for a in alphabet}
    before = None
    for c in text:
        if c not in found:
            raise ValueError(f"unknown character {c!r}")
        if before is not None:
            found[before][c] += 1
        before = c
    return found


def count(text, alphabet):
    return np.array([[row[b] for b in alphabet] for row in tally(text, alphabet).values()])


def probabilities(counts, smoothing=1.0):
    rows = []
    for row in counts.tolist():
        total = math.fsum(row) + smoothing * len(row)
        rows.append([(c + smoothing) / total if total else 1 / len(row) for c in row])
    return np.array(rows)


def perplexity(probs, text, alphabet):
    logs = []
    for a, row in tally(text, alphabet).items():
        for b, times in row.items():
            p = float(probs[alphabet.index(a), alphabet.index(b)])
            if times and p == 0:
                return math.inf
            if times:
                logs.append(times * math.log(p))
    if not logs:
        raise ValueError(f"{len(text)} characters, no pair")
    return math.exp(-math.fsum(logs) / (len(text) - 1))


def train(text, alphabet, lr, steps):
    found, pairs = tally(text, alphabet), len(text) - 1
    rows = []
    for counts in found.values():
        total, logits = sum(counts.values()), [0.0] * len(alphabet)
        for _ in range(steps):
            p = soft(logits)
            logits = [x - lr / pairs * (total * q - c) for x, q, c in zip(logits, p, counts.values(), strict=True)]
        rows.append(soft(logits))
    return np.array(rows)


def soft(logits):
    top = max(logits)
    weights = [math.exp(x - top) for x in logits]
    return [w / sum(weights) for w in weights]


def sample(probs, alphabet, start, u):
    def after(c, number):
        total, last = 0.0, None
        for b, p in zip(alphabet, probs[alphabet.index(c)].tolist(), strict=True):
            total, last = total + p, b if p else last
            if total > number:
                return b
        return last

    text = start
    for number in u:
        text += after(text[-1], number)
    return text[1:]
