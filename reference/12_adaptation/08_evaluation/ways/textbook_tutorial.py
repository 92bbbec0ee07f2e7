"""As tutorials on the bootstrap write it: a list of means, and np.percentile."""

import numpy as np
from scipy.special import comb


def pass_at_k(n, c, k):
    return 1 - comb(n - c, k) / comb(n, k)


def bootstrap_interval(scores, rng, resamples=1000, level=0.95):
    means = []
    for _ in range(resamples):
        sample = rng.choice(scores, size=len(scores), replace=True)
        means.append(np.mean(sample))
    lower = (1 - level) / 2 * 100
    return np.percentile(means, lower), np.percentile(means, 100 - lower)


def paired_difference(a, b, rng, resamples=1000, level=0.95):
    observed = np.mean(a) - np.mean(b)
    differences = []
    for _ in range(resamples):
        i = rng.choice(len(a), size=len(a), replace=True)
        differences.append(np.mean(a[i]) - np.mean(b[i]))
    lower = (1 - level) / 2 * 100
    return observed, np.percentile(differences, lower), np.percentile(differences, 100 - lower)
