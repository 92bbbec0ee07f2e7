"""Right all the same: torch's in-place methods, NumPy's out=, and buffers that come with the first gradient."""

import numpy as np


class SGD:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        for name, value in (("lr", lr), ("momentum", momentum), ("weight_decay", weight_decay)):
            if value < 0:
                raise ValueError(f"Invalid {name}: {value}")
        if nesterov and momentum <= 0:
            raise ValueError("Nesterov momentum requires a momentum")
        self.params = tuple(params)
        self.lr, self.momentum, self.nesterov, self.weight_decay = lr, momentum, nesterov, weight_decay
        self.state = {}

    def step(self, grads=None):
        if grads is None:
            grads = [p.grad for p in self.params]
        if len(grads) != len(self.params):
            raise ValueError("expected as many gradients as parameters")
        for k in range(len(self.params)):
            if grads[k] is not None:
                self._move(k, self.params[k], grads[k])

    def _move(self, k, p, g):
        d = g
        if self.weight_decay != 0:
            d = d + (p if isinstance(p, np.ndarray) else p.data) * self.weight_decay
        if self.momentum != 0:
            if k not in self.state:
                self.state[k] = d * 1
            else:
                self.state[k] = self.state[k] * self.momentum + d
            d = d + self.momentum * self.state[k] if self.nesterov else self.state[k]
        if isinstance(p, np.ndarray):
            np.subtract(p, self.lr * d, out=p)
        else:
            p.data.add_(d, alpha=-self.lr)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                del p.grad
