"""A sum of gradients for their mean, and the factor in the rate."""

import math

import numpy as np


def newton_schulz(G, steps=5, eps=1e-7):
    a, b, c = (3.4445, -4.7750, 2.0315)
    X = G
    if G.shape[0] > G.shape[1]:
        X = X.T
    X = X / (np.linalg.norm(X) + eps)
    for _ in range(steps):
        A = X @ X.T
        B = b * A + c * A @ A
        X = a * X + B @ X
    if G.shape[0] > G.shape[1]:
        X = X.T
    return X


class Muon:
    def __init__(self, params, lr=2e-3, momentum=0.95, weight_decay=0.1):
        self.params, self.lr, self.momentum, self.wd = params, lr, momentum, weight_decay
        self.state = [{} for _ in params]

    def adjusted(self, shape):
        A, B = shape[:2]
        return self.lr * 0.2 * math.sqrt(max(A, B))

    def step(self, grads):
        for p, g, state in zip(self.params, grads, self.state, strict=True):
            if "momentum_buffer" not in state:
                state["momentum_buffer"] = np.zeros_like(g)
            buf = state["momentum_buffer"]
            buf *= self.momentum
            buf += g
            u = newton_schulz(g + self.momentum * buf)
            p *= 1 - self.lr * self.wd
            p -= self.adjusted(p.shape) * u
