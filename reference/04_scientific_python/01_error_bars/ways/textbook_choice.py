import numpy as np


def standardised_normal(rng, shape):
    z = rng.normal(loc=0.0, scale=1.0, size=shape)
    z -= np.mean(z)
    z /= np.std(z)
    return z


def split(rng, n, fraction):
    train = rng.choice(n, size=round(n * fraction), replace=False)
    test = np.setdiff1d(np.arange(n), train)
    return train, test


def bootstrap_means(rng, x, n):
    means = []
    for _ in range(n):
        sample = rng.choice(x, size=len(x), replace=True)
        means.append(sample.mean(axis=0))
    return np.array(means)
