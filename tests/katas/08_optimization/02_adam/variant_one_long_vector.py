"""All parameters as one long vector, moved at once and cut up again."""

import math

from array_api_compat import array_namespace


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.mean = self.square = 0.0
        self.t = 0

    def step(self, grads):
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        self.t += 1
        xp = array_namespace(*self.params)
        slopes = xp.concat([xp.reshape(g, (-1,)) for g in grads])
        rates = [1 - beta for beta in self.betas]
        self.mean = self.mean + rates[0] * (slopes - self.mean)
        self.square = self.square + rates[1] * (slopes**2 - self.square)
        below = (self.square / (1 - self.betas[1] ** self.t)) ** 0.5 + self.eps
        moves = self.lr * self.mean / (1 - self.betas[0] ** self.t) / below
        start = 0
        for p in self.params:
            end = start + math.prod(p.shape)
            p[...] = p - xp.reshape(moves[start:end], p.shape)
            start = end
