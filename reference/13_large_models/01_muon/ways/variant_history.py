"""Horner's rule from the right, all gradients kept, and a step that contains the decay."""

import math

from array_api_compat import array_namespace


def newton_schulz(g, steps=5, eps=1e-7):
    xp = array_namespace(g)
    if g.shape[-1] < g.shape[-2]:
        return xp.matrix_transpose(newton_schulz(xp.matrix_transpose(g), steps, eps))
    length = xp.sum(xp.sum(g**2, axis=-1, keepdims=True), axis=-2, keepdims=True) ** 0.5
    x = g / (length + eps)
    for _ in range(steps):
        squared = x @ xp.matrix_transpose(x)
        inner = 2.0315 * (squared @ x) - 4.7750 * x
        x = squared @ inner + 3.4445 * x
    return x


class Muon:
    def __init__(self, params, lr=0.002, momentum=0.95, weight_decay=0.1):
        self.params = tuple(params)
        for p in self.params:
            if len(p.shape) != 2:
                raise ValueError(f"a parameter of shape {tuple(p.shape)}")
        self.lr, self.beta, self.decay = lr, momentum, weight_decay
        self.seen = [[] for _ in self.params]

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self, grads=None):
        if grads is None:
            grads = [p.grad for p in self.params]
        for p, g, seen in zip(self.params, grads, self.seen, strict=True):
            if g is None:
                continue
            seen.append(g * 1)
            ahead = g * (1 - self.beta)
            for age, old in enumerate(reversed(seen)):
                ahead = ahead + (1 - self.beta) * self.beta ** (age + 1) * old
            p = getattr(p, "detach", lambda p=p: p)()
            n, k = p.shape
            p[...] = p - self.lr * (self.decay * p + 0.2 * math.sqrt(max(n, k)) * newton_schulz(ahead))


def split(named):
    named = list(named)
    inside = [len(p.shape) == 2 and name.split(".")[0] not in {"tokens", "positions", "head"} for name, p in named]
    return (
        [p for (_, p), yes in zip(named, inside, strict=True) if yes],
        [p for (_, p), yes in zip(named, inside, strict=True) if not yes],
    )
