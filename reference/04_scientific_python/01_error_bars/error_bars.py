"""Error bars: one call draws the row numbers of all resamples, and indexing with them picks whole rows."""

import numpy as np


def standardised_normal(rng, shape):
    """Draw standard normal numbers; move and scale them to mean 0 and standard deviation 1."""
    z = rng.standard_normal(shape)
    if z.size < 2:
        raise ValueError(f"shape {shape} asks for fewer than two numbers")
    return (z - z.mean()) / z.std()


def split(rng, n, fraction):
    """Deal the numbers 0 to n - 1 into two parts, the first a fraction of them."""
    if not 0 <= fraction <= 1:
        raise ValueError(f"fraction = {fraction} is not between 0 and 1")
    order = rng.permutation(n)
    k = round(fraction * n)
    return order[:k], order[k:]


def bootstrap_means(rng, x, n):
    """Average n resamples of the rows of x, each as long as x."""
    rows = len(x)
    if rows == 0:
        raise ValueError("no rows to draw from")
    drawn = rng.integers(rows, size=(n, rows))  # (n, rows): which row comes where
    return np.mean(x[drawn], axis=1)  # (n, rows, *features) -> (n, *features)
