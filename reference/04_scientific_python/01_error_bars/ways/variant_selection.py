"""A right solution by the quantiles of the normal law, a walk past the indices, and how often each row was drawn."""

import statistics

import numpy as np


def standardised_normal(rng, shape):
    count = int(np.prod(shape))
    if count < 2:
        raise ValueError("too few numbers")
    quantile = statistics.NormalDist().inv_cdf
    z = np.array([quantile(float(u)) for u in 1 - rng.random(count)])
    z = z - z.mean()
    return (z * (count**0.5 / np.linalg.norm(z))).reshape(shape)


def split(rng, n, fraction):
    if np.isnan(fraction) or not 0 <= fraction <= 1:
        raise ValueError("no fraction")
    first, second, left = [], [], round(fraction * n)
    for i in range(n):
        chosen = rng.random() * (n - i) < left
        left -= chosen
        (first if chosen else second).append(i)
    return np.array(first, dtype=np.intp), np.array(second, dtype=np.intp)


def bootstrap_means(rng, x, n):
    rows = len(x)
    if rows < 1:
        raise ValueError("x has no rows")
    counts = rng.multinomial(rows, np.full(rows, 1 / rows), size=n)
    means = counts @ x.reshape(rows, -1).astype(np.float64) / rows
    return means.reshape(n, *x.shape[1:]).astype(x.dtype if x.dtype.kind == "f" else np.float64)
