import numpy as np


def pca(x, k):
    rest = x - np.mean(x, axis=0)
    centred = rest.copy()
    components = []
    for _ in range(k):
        w = np.ones(x.shape[1])
        for _ in range(500):
            w = rest.T @ (rest @ w)
            w /= np.linalg.norm(w)
        components.append(w)
        rest = rest - np.outer(rest @ w, w)
    components = np.array(components)
    projected = centred @ components.T
    return components, projected.var(axis=0, ddof=1), projected
