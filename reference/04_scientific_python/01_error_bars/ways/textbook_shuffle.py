import numpy as np


def standardised_normal(rng, shape):
    data = rng.normal(size=shape)
    mu, sigma = data.mean(), data.std()
    return (data - mu) / sigma


def split(rng, n, fraction):
    indices = np.arange(n)
    rng.shuffle(indices)
    train_size = int(n * fraction)
    train_indices = indices[:train_size]
    test_indices = indices[train_size:]
    return train_indices, test_indices


def bootstrap_means(rng, x, n):
    n_rows = x.shape[0]
    means = np.zeros((n, *x.shape[1:]))
    for b in range(n):
        rows = rng.integers(n_rows, size=n_rows)
        means[b] = np.mean(x[rows], axis=0)
    return means
