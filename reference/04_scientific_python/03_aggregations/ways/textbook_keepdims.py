import numpy as np


def standardize(x, axis):
    mean = np.mean(x, axis=axis, keepdims=True)
    std = np.std(x, axis=axis, keepdims=True)
    return (x - mean) / std


def top_k(x, k):
    indices = np.argsort(-x, axis=-1)[..., :k]
    values = np.take_along_axis(x, indices, axis=-1)
    return values, indices


def histogram(x, edges):
    counts = []
    for i in range(len(edges) - 1):
        in_bin = (x >= edges[i]) & (x <= edges[i + 1]) if i == len(edges) - 2 else (x >= edges[i]) & (x < edges[i + 1])
        counts.append(np.sum(in_bin))
    return np.array(counts)
