"""A product for pass@k, one resample after another, and both models drawn with the same questions."""

import numpy as np


def pass_at_k(n, c, k):
    if k < 1 or k > n or c < 0 or c > n:
        raise ValueError(f"n = {n}, c = {c}, k = {k}")
    miss = 1.0
    for drawn in range(k):
        miss *= max(n - c - drawn, 0) / (n - drawn)
    return 1.0 - miss


def _ends(means, level):
    return tuple(np.percentile(means, [50 * (1 - level), 50 * (1 + level)]))


def _refuse(scores, level):
    if not len(scores):
        raise ValueError("nothing was answered")
    if level <= 0.0 or level >= 1.0:
        raise ValueError(f"{level}")


def bootstrap_interval(scores, rng, resamples=1000, level=0.95):
    _refuse(scores, level)
    scores, means = np.array(scores, dtype=float), []
    for _ in range(resamples):
        means.append(scores[rng.integers(0, len(scores), len(scores))].mean())
    return _ends(means, level)


def paired_difference(a, b, rng, resamples=1000, level=0.95):
    _refuse(a, level)
    if np.shape(a) != np.shape(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    a, b, found = np.array(a, dtype=float), np.array(b, dtype=float), []
    for _ in range(resamples):
        questions = rng.integers(len(a), size=len(a))
        found.append(a[questions].mean() - b[questions].mean())
    return (a.mean() - b.mean(), *_ends(found, level))
