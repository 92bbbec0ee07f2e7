import numpy as np


def init(sizes, rng):
    return [
        {"W": rng.standard_normal((sizes[i], sizes[i + 1])) * np.sqrt(2 / sizes[i]), "b": np.zeros(sizes[i + 1])}
        for i in range(len(sizes) - 1)
    ]


def forward(params, x):
    A = x
    caches = []
    L = len(params)
    for layer in range(L):
        A_prev = A
        Z = np.dot(A_prev, params[layer]["W"]) + params[layer]["b"]
        A = np.maximum(0, Z) if layer < L - 1 else Z
        caches.append((A_prev, Z))
    return A, caches


def backward(params, cache, upstream):
    grads = [None] * len(params)
    dZ = upstream
    for layer in reversed(range(len(params))):
        A_prev, _ = cache[layer]
        grads[layer] = {"W": np.dot(A_prev.T, dZ), "b": np.sum(dZ, axis=0)}
        if layer > 0:
            dA = np.dot(dZ, params[layer]["W"].T)
            dZ = dA * (cache[layer - 1][1] > 0)
    return grads
