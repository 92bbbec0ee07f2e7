import numpy as np


def transpose(M):
    return np.array([[row[j] for row in M] for j in range(len(M[0]))])
