"""A right solution by choice: without replacement for the split, with it for each resample in turn."""

import numpy as np


def standardised_normal(rng, shape):
    z = np.atleast_1d(rng.normal(5.0, 3.0, shape))
    if z.size <= 1:
        raise ValueError("cannot standardise so few numbers")
    mean, variance = np.mean(z), np.var(z)
    return (z - mean) / variance**0.5


def split(rng, n, fraction):
    if fraction not in (0, 1) and not 0 < fraction < 1:
        raise ValueError("not a fraction")
    first = rng.choice(n, size=round(n * fraction), replace=False)
    second = np.array([i for i in range(n) if i not in set(first.tolist())], dtype=int)
    return first, second


def bootstrap_means(rng, x, n):
    if x.shape[0] == 0:
        raise ValueError("no rows")
    means = np.empty((n, *x.shape[1:]), dtype=np.true_divide(x, 1).dtype)
    for i in range(n):
        means[i] = rng.choice(x, len(x), axis=0).mean(0)
    return means
