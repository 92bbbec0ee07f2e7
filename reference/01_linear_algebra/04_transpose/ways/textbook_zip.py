import numpy as np


def transpose(matrix):
    return np.array(list(zip(*matrix, strict=True)))
