import numpy as np


def standardised_normal(rng, shape):
    x = rng.standard_normal(size=shape)
    mean = np.sum(x) / x.size
    variance = np.sum((x - mean) ** 2) / x.size
    return (x - mean) / np.sqrt(variance)


def split(rng, n, fraction):
    if fraction < 0 or fraction > 1:
        raise ValueError("fraction must be between 0 and 1")
    mask = np.zeros(n, dtype=bool)
    mask[rng.permutation(n)[: int(np.ceil(fraction * n))]] = True
    return np.where(mask)[0], np.where(~mask)[0]


def bootstrap_means(rng, x, n):
    def resample():
        rows = [rng.integers(len(x)) for _ in x]
        return sum(x[i] for i in rows) / len(x)

    return np.stack([resample() for _ in range(n)])
