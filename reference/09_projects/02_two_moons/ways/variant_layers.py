"""A right solution of layer objects with their own backward pass, two hidden layers, squared error and Adam."""

import numpy as np


class Linear:
    def __init__(self, rng, inputs, outputs):
        self.weight, self.bias = rng.normal(0, 1 / np.sqrt(inputs), (inputs, outputs)), np.zeros((1, outputs))

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, grad):
        self.grads = [self.x.T @ grad, grad.sum(axis=0, keepdims=True)]
        return grad @ self.weight.T


class Tanh:
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, grad):
        return grad * (1 - self.y**2)


def build(rng):
    return [Linear(rng, 2, 12), Tanh(), Linear(rng, 12, 8), Tanh(), Linear(rng, 8, 1)]


def run(layers, x):
    for layer in layers:
        x = layer.forward(x)
    return x


def fit(x, y, seed):
    layers = build(np.random.RandomState(seed))
    linear = layers[::2]
    first, second = [[np.zeros_like(a) for layer in linear for a in (layer.weight, layer.bias)] for _ in range(2)]
    target = (2.0 * y - 1).reshape(-1, 1)
    for step in range(1, 301):
        grad = 2 * (run(layers, x) - target) / len(x)
        for layer in reversed(layers):
            grad = layer.backward(grad)
        arrays, grads = [a for m in linear for a in (m.weight, m.bias)], [g for m in linear for g in m.grads]
        for i, (array, g) in enumerate(zip(arrays, grads, strict=True)):
            first[i] = 0.9 * first[i] + 0.1 * g
            second[i] = 0.99 * second[i] + 0.01 * g**2
            array -= 0.02 * (first[i] / (1 - 0.9**step)) / (np.sqrt(second[i] / (1 - 0.99**step)) + 1e-8)
    return {f"{name}{i}": getattr(m, name) for i, m in enumerate(linear) for name in ("weight", "bias")}


def predict(params, x):
    layers = build(np.random.default_rng(0))
    for i, layer in enumerate(layers[::2]):
        layer.weight, layer.bias = params[f"weight{i}"], params[f"bias{i}"]
    return np.where(run(layers, x).ravel() > 0, 1, 0).astype(np.int32)
