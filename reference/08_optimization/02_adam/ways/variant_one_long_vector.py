"""All parameters with a gradient as one long vector, moved at once and cut up again, each entry with its own count."""

import math

from array_api_compat import array_namespace


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.leaves, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.params = [p.detach() if hasattr(p, "detach") else p for p in self.leaves]
        self.states = [[p * 0, p * 0, p * 0] for p in self.params]

    def zero_grad(self):
        for leaf in self.leaves:
            leaf.grad = None

    def step(self, grads=None):
        if grads is None:
            grads = [leaf.grad for leaf in self.leaves]
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        due = [i for i, g in enumerate(grads) if g is not None]
        if not due:
            return
        xp = array_namespace(*self.params)
        slopes = xp.concat([xp.reshape(grads[i], (-1,)) for i in due])
        mean, square, t = (xp.concat([xp.reshape(self.states[i][k], (-1,)) for i in due]) for k in range(3))
        rates = [1 - beta for beta in self.betas]
        mean = mean + rates[0] * (slopes - mean)
        square = square + rates[1] * (slopes**2 - square)
        t = t + 1
        below = (square / (1 - self.betas[1] ** t)) ** 0.5 + self.eps
        moves = self.lr * mean / (1 - self.betas[0] ** t) / below
        start = 0
        for i in due:
            p = self.params[i]
            end = start + math.prod(p.shape)
            p[...] = p - xp.reshape(moves[start:end], p.shape)
            self.states[i] = [array[start:end] for array in (mean, square, t)]
            start = end
