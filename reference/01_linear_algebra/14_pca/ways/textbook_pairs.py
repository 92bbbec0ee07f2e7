import numpy as np


def pca(x, k):
    centred = x - x.mean(axis=0)
    covariance = centred.T @ centred / (len(x) - 1)
    values, vectors = np.linalg.eig(covariance)
    pairs = [(values[i], vectors[:, i]) for i in range(len(values))]
    pairs.sort(key=lambda pair: pair[0], reverse=True)
    components = np.array([vector for _, vector in pairs[:k]])
    variances = np.array([value for value, _ in pairs[:k]])
    return components, variances, centred @ components.T
