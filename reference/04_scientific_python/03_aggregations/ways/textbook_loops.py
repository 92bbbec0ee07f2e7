import numpy as np


def standardize(x, axis):
    n = x.shape[axis]
    mean = x.sum(axis=axis, keepdims=True) / n
    deviations = x - mean
    variance = (deviations**2).sum(axis=axis, keepdims=True) / n
    return deviations / variance**0.5


def top_k(x, k):
    if x.ndim > 1:
        rows = [top_k(row, k) for row in x]
        return np.array([v for v, _ in rows]), np.array([i for _, i in rows])
    indices = sorted(range(len(x)), key=lambda i: x[i], reverse=True)[:k]
    return np.array([x[i] for i in indices]), np.array(indices)


def histogram(x, edges):
    n_bins = len(edges) - 1
    counts = [0] * n_bins
    for value in x:
        for i in range(n_bins):
            if edges[i] <= value < edges[i + 1] or (i == n_bins - 1 and value == edges[-1]):
                counts[i] += 1
    return np.array(counts)
