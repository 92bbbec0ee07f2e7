"""Logarithms of factorials for pass@k, and how often each question was drawn as its weight."""

from math import expm1, lgamma

import numpy as np


def _log_choices(n, k):
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def pass_at_k(n, c, k):
    if not 1 <= k <= n or not 0 <= c <= n:
        raise ValueError(f"no {k} of {n} samples with {c} right ones")
    if n - c < k:
        return 1
    return -expm1(_log_choices(n - c, k) - _log_choices(n, k))


def _means(scores, rng, resamples):
    count = len(scores)
    drawn = rng.choice(count, size=(resamples, count), replace=True)
    weights = np.stack([np.bincount(row, minlength=count) for row in drawn]) / count
    return weights @ scores


def bootstrap_interval(scores, rng, resamples=1000, level=0.95):
    scores = np.asarray(scores).astype(float)
    if scores.size == 0:
        raise ValueError("no scores")
    if not level > 0 or not level < 1:
        raise ValueError(f"level {level}")
    return np.quantile(_means(scores, rng, resamples), np.array([0.5 - level / 2, 0.5 + level / 2]))


def paired_difference(a, b, rng, resamples=1000, level=0.95):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} != {len(b)}")
    difference = np.asarray(a).astype(float) - np.asarray(b).astype(float)
    low, high = bootstrap_interval(difference, rng, resamples, level)
    return np.array([difference.mean(), low, high])


def best_of_n(right, scores, n):
    count = len(scores)
    if len(right) != count or n < 1 or n > count:
        raise ValueError(f"{len(right)} {count} {n}")
    below = [sum((scores[j], -j) < (scores[i], -i) for j in range(count)) for i in range(count)]
    logs = [_log_choices(b, n - 1) - _log_choices(count, n) for b in below if b >= n - 1]
    picked = [bool(r) for r, b in zip(right, below, strict=True) if b >= n - 1]
    return float(np.sum(np.exp(logs) * picked))


def majority_vote(answers):
    counts = {}
    for answer in answers:
        counts[answer] = counts.get(answer, 0) + 1
    if not counts:
        raise ValueError("no answers")
    return max(counts, key=counts.get)


def _words(text):
    return "".join(letter if letter.isalnum() or letter == "_" else " " for letter in text.lower()).split()


def contamination(train, test, n=13):
    if n < 1:
        raise ValueError(f"n={n}")
    texts = [_words(text) for text in train]
    seen = {" ".join(words[i : i + n]) for words in texts for i in range(len(words) - n + 1)}
    found = []
    for words in map(_words, test):
        found.append(not seen.isdisjoint(" ".join(words[i : i + n]) for i in range(len(words) - n + 1)))
    return found
