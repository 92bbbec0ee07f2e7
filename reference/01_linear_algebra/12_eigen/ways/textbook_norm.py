import numpy as np


def power_iteration(a, steps):
    b = np.ones(a.shape[0]) / np.sqrt(a.shape[0])
    for _ in range(steps):
        Ab = np.dot(a, b)
        b = Ab / np.linalg.norm(Ab)
    return b @ a @ b, b
