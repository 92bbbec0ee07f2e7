import numpy as np


def dot(a, b):
    return np.multiply(a, b).sum()
