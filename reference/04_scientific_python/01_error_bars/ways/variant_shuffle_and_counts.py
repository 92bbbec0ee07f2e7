"""A right solution that shuffles and draws one by one, and weighs the rows by how often each was drawn."""

import numpy as np


def standardised_normal(rng, shape):
    count = int(np.prod(shape))
    if count < 2:
        raise ValueError("at least two numbers")
    z = np.array([rng.normal() for _ in range(count)])
    z -= np.sum(z) / count
    z /= np.sqrt(np.dot(z, z) / count)
    return z.reshape(shape)


def split(rng, n, fraction):
    if not (fraction >= 0 and fraction <= 1):
        raise ValueError("fraction must be within [0, 1]")
    order = np.arange(n)
    rng.shuffle(order)
    size = int(np.rint(n * fraction))
    return np.sort(order[:size]), np.sort(order[size:])


def bootstrap_means(rng, x, n):
    rows = x.shape[0]
    if not rows:
        raise ValueError("x is empty")
    dtype = x.dtype if x.dtype.kind == "f" else np.float64
    counts = np.zeros((n, rows))
    for i in range(n):
        for j in rng.integers(0, rows, size=rows):
            counts[i, j] += 1
    return np.tensordot(counts / rows, x.astype(np.float64), axes=1).astype(dtype)
