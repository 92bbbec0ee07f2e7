import numpy as np


def pairwise_distances(a, b):
    a2 = np.sum(a**2, axis=1, keepdims=True)
    b2 = np.sum(b**2, axis=1)
    ab = np.dot(a, b.T)
    return np.sqrt(np.maximum(a2 - 2 * ab + b2, 0))
