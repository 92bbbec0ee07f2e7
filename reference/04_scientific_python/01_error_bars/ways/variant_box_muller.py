"""A right solution from uniform numbers alone: Box and Muller's pairs, the order of random keys, scaled uniforms."""

import math

import numpy as np


def standardised_normal(rng, shape):
    count = math.prod(shape) if isinstance(shape, tuple) else shape
    if count < 2:
        raise ValueError("fewer than two numbers have no deviation")
    u, angle = 1 - rng.random(count), 2 * np.pi * rng.random(count)
    z = np.sqrt(-2 * np.log(u)) * np.cos(angle)
    z = z - math.fsum(z) / count
    return np.reshape(z / math.sqrt(math.fsum(z * z) / count), shape)


def split(rng, n, fraction):
    if math.isnan(fraction) or fraction < 0 or fraction > 1:
        raise ValueError(fraction)
    ranks = np.argsort(np.argsort(rng.random(n)))
    first = ranks < round(fraction * n)
    return np.flatnonzero(first), np.flatnonzero(~first)


def bootstrap_means(rng, x, n):
    rows = len(x)
    if rows == 0:
        raise ValueError("nothing to resample")
    total = 0
    for place in rng.random((rows, n)):
        total = total + x[(place * rows).astype(int)] / 1
    return (total / rows).astype(np.result_type(x, x.dtype if x.dtype.kind == "f" else np.float64))
