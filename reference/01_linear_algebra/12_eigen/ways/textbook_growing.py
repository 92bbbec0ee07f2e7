import numpy as np


def power_iteration(a, steps):
    v = np.ones(len(a))
    eigenvalue = 0.0
    for _ in range(steps):
        v = a @ v
        v = v / np.sqrt(np.sum(v**2))
        eigenvalue = v.T @ a @ v
    return eigenvalue, v
