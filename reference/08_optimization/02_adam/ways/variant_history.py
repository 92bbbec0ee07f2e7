"""Copies of all gradients, averaged anew at each step; one inner optimizer for each array, loops over entries."""

import itertools
import math


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.inner = [_OfOneArray(p, lr, betas, eps) for p in params]

    def step(self, grads):
        if len(grads) != len(self.inner):
            raise ValueError("there must be one gradient for each parameter")
        for optimizer, gradient in zip(self.inner, grads, strict=True):
            if gradient is not None:
                optimizer.step(gradient)


class _OfOneArray:
    def __init__(self, array, lr, betas, eps):
        self.array, self.lr, self.betas, self.eps = array, lr, betas, eps
        self.seen = {where: [] for where in itertools.product(*map(range, array.shape))}

    def step(self, gradient):
        for where, past in self.seen.items():
            past.append(float(gradient[where]))
            mean = self._average(past, self.betas[0])
            square = self._average([slope * slope for slope in past], self.betas[1])
            self.array[where] -= self.lr * mean / (math.sqrt(square) + self.eps)

    @staticmethod
    def _average(values, beta):
        weights = [beta**age for age in reversed(range(len(values)))]
        return sum(w * x for w, x in zip(weights, values, strict=True)) / sum(weights)
