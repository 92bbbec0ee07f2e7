def standardised_normal(rng, shape):
    z = rng.standard_normal(shape)
    return (z - z.mean()) / z.std()


def split(rng, n, fraction):
    indices = rng.permutation(n)
    cut = round(fraction * n)
    return indices[:cut], indices[cut:]


def bootstrap_means(rng, x, n):
    idx = rng.integers(0, len(x), size=(n, len(x)))
    return x[idx].mean(axis=1)
