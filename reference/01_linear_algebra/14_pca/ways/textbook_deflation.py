import numpy as np

from mine.covariance import covariance
from mine.eigen import power_iteration


def pca(x, k):
    centred = x - np.mean(x, axis=0)
    rest = covariance(x)
    values, components = [], []
    for _ in range(k):
        value, vector = power_iteration(rest, 500)
        rest = rest - value * np.outer(vector, vector)
        values.append(value)
        components.append(vector)
    components = np.array(components)
    return components, np.array(values), centred @ components.T
