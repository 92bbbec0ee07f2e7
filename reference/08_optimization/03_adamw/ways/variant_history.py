"""Copies of all gradients, averaged anew at each step; one inner optimizer for each array, loops over entries."""

import itertools
import math


class AdamW:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        self.lr = lr
        self.inner = [_OfOneArray(p, betas, eps, weight_decay) for p in params]

    def zero_grad(self):
        for optimizer in self.inner:
            optimizer.tensor.grad = None

    def step(self, grads=None):
        if grads is None:
            grads = [optimizer.tensor.grad for optimizer in self.inner]
        if len(grads) != len(self.inner):
            raise ValueError("there must be one gradient for each parameter")
        for optimizer, gradient in zip(self.inner, grads, strict=True):
            if gradient is not None:
                optimizer.step(gradient, self.lr)


class _OfOneArray:
    def __init__(self, array, betas, eps, decay):
        self.tensor, self.betas, self.eps, self.decay = array, betas, eps, decay
        self.array = array.detach() if hasattr(array, "detach") else array
        self.seen = {where: [] for where in itertools.product(*map(range, array.shape))}

    def step(self, gradient, lr):
        for where, past in self.seen.items():
            past.append(float(gradient[where]))
            mean = self._average(past, self.betas[0])
            square = self._average([slope * slope for slope in past], self.betas[1])
            here = float(self.array[where])
            self.array[where] = here - lr * (self.decay * here + mean / (math.sqrt(square) + self.eps))

    @staticmethod
    def _average(values, beta):
        weights = [beta**age for age in reversed(range(len(values)))]
        return sum(w * x for w, x in zip(weights, values, strict=True)) / sum(weights)
