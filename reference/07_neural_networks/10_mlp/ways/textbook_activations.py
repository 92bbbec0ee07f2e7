import itertools

import numpy as np


def relu(z):
    return z * (z > 0)


def relu_prime(z):
    return (z > 0).astype(float)


def init(sizes, rng):
    weights = [rng.normal(size=(x, y)) * np.sqrt(2 / x) for x, y in itertools.pairwise(sizes)]
    biases = [np.zeros(y) for y in sizes[1:]]
    return [{"W": w, "b": b} for w, b in zip(weights, biases, strict=False)]


def forward(params, x):
    activation = x
    activations, zs = [x], []
    for p in params[:-1]:
        z = activation @ p["W"] + p["b"]
        zs.append(z)
        activation = relu(z)
        activations.append(activation)
    return activation @ params[-1]["W"] + params[-1]["b"], (activations, zs)


def backward(params, cache, upstream):
    activations, zs = cache
    nabla = [{} for _ in params]
    delta = upstream
    nabla[-1] = {"W": activations[-1].T @ delta, "b": delta.sum(0)}
    for layer in range(2, len(params) + 1):
        delta = (delta @ params[-layer + 1]["W"].T) * relu_prime(zs[-layer + 1])
        nabla[-layer] = {"W": activations[-layer].T @ delta, "b": delta.sum(0)}
    return nabla
