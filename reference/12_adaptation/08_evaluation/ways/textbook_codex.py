"""As the harness of a code benchmark writes it: a product over the right samples, and NumPy for the rest."""

import numpy as np


def pass_at_k(n, c, k):
    if n - c < k:
        return 1.0
    return 1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1))


def bootstrap_interval(scores, rng, resamples=1000, level=0.95):
    idx = rng.integers(0, len(scores), size=(resamples, len(scores)))
    boot = scores[idx].mean(axis=1)
    alpha = 1.0 - level
    return float(np.quantile(boot, alpha / 2)), float(np.quantile(boot, 1.0 - alpha / 2))


def paired_difference(a, b, rng, resamples=1000, level=0.95):
    diffs = a - b
    low, high = bootstrap_interval(diffs, rng, resamples, level)
    return float(diffs.mean()), low, high
