import itertools

import numpy as np


def init(sizes, rng):
    params = []
    for in_dim, out_dim in itertools.pairwise(sizes):
        std = np.sqrt(2 / in_dim)
        params.append({"W": rng.normal(loc=0.0, scale=std, size=(in_dim, out_dim)), "b": np.zeros((out_dim,))})
    return params


def forward(params, X):
    cache = {"h0": X}
    h = X
    for i, layer in enumerate(params, start=1):
        z = np.matmul(h, layer["W"]) + layer["b"]
        h = z if i == len(params) else np.clip(z, 0, None)
        cache[f"z{i}"], cache[f"h{i}"] = z, h
    return h, cache


def backward(params, cache, dY):
    grads = [{} for _ in params]
    grad = dY
    for i in range(len(params), 0, -1):
        if i < len(params):
            grad = grad * (cache[f"z{i}"] > 0)
        grads[i - 1]["W"] = cache[f"h{i - 1}"].T @ grad
        grads[i - 1]["b"] = grad.sum(axis=0)
        grad = grad @ params[i - 1]["W"].T
    return grads
