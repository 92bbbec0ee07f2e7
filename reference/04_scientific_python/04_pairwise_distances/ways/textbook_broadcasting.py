import numpy as np


def pairwise_distances(a, b):
    differences = a[:, np.newaxis, :] - b[np.newaxis, :, :]
    sq_differences = differences**2
    return np.sqrt(sq_differences.sum(-1))
