"""Dispatch on types by hand: NumPy's out= and torch's in-place methods; the state comes with the first step."""

import numpy as np


class AdamW:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.01):
        self.params = tuple(params)
        self.lr = lr
        self.betas = betas
        self.eps, self.weight_decay = eps, weight_decay
        self.t = {}
        self.m, self.v = {}, {}

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self, grads=None):
        if grads is None:
            grads = [p.grad for p in self.params]
        for _ in zip(self.params, grads, strict=True):
            pass
        for k in range(len(self.params)):
            p, g = self.params[k], grads[k]
            if g is None:
                continue
            self.t[k] = self.t.get(k, 0) + 1
            if k not in self.m:
                self.m[k] = g * 0
                self.v[k] = g * 0
            if isinstance(p, np.ndarray):
                self._step_numpy(k, p, g)
            else:
                self._step_torch(k, p, g)

    def _step_numpy(self, k, p, g):
        b1, b2 = self.betas
        self.m[k] = np.add(b1 * self.m[k], (1 - b1) * g)
        self.v[k] = np.add(b2 * self.v[k], (1 - b2) * np.square(g))
        below = np.sqrt(self.v[k] / (1 - b2 ** self.t[k])) + self.eps
        np.multiply(p, 1 - self.lr * self.weight_decay, out=p)
        np.subtract(p, self.lr / (1 - b1 ** self.t[k]) * self.m[k] / below, out=p)

    def _step_torch(self, k, p, g):
        import torch

        b1, b2 = self.betas
        with torch.no_grad():
            self.m[k].mul_(b1).add_(g, alpha=1 - b1)
            self.v[k].mul_(b2).addcmul_(g, g, value=1 - b2)
            below = self.v[k].div(1 - b2 ** self.t[k]).sqrt_().add_(self.eps)
            p.mul_(1 - self.lr * self.weight_decay)
            p.addcdiv_(self.m[k] / (1 - b1 ** self.t[k]), below, value=-self.lr)
