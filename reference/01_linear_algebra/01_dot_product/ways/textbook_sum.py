import numpy as np


def dot(u, v):
    return np.sum(u * v)
