import numpy as np


def pairwise_distances(a, b):
    dists = np.empty((len(a), len(b)))
    for i, point in enumerate(a):
        dists[i, :] = np.linalg.norm(b - point, axis=1)
    return dists
