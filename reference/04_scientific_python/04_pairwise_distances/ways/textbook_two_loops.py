import numpy as np


def pairwise_distances(a, b):
    num_a, num_b = a.shape[0], b.shape[0]
    dists = np.zeros((num_a, num_b))
    for i in range(num_a):
        for j in range(num_b):
            dists[i, j] = np.sqrt(np.sum((a[i] - b[j]) ** 2))
    return dists
