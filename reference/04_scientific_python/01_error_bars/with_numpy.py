"""Error bars, as NumPy's generator has them."""

import numpy as np


def standardised_normal(rng, shape):
    """Draw standard normal numbers; move and scale them to mean 0 and standard deviation 1."""
    z = rng.normal(size=shape)
    if np.size(z) < 2:
        raise ValueError("fewer than two numbers")
    return np.divide(z - np.average(z), np.sqrt(np.var(z)))


def split(rng, n, fraction):
    """Deal the numbers 0 to n - 1 into two parts, the first a fraction of them."""
    if not 0 <= fraction <= 1:
        raise ValueError("no fraction")
    first, second = np.split(rng.permutation(n), [round(fraction * n)])
    return first, second


def bootstrap_means(rng, x, n):
    """Average n resamples of the rows of x, each as long as x."""
    if len(x) == 0:
        raise ValueError("no rows")
    resamples = rng.choice(x, size=(n, len(x)), axis=0)
    return np.mean(resamples, axis=1)
