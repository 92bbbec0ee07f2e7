"""Adam in closed form: the corrected moments are weighted averages over all gradients so far."""

import numpy as np


class Adam:
    """Keeps every gradient; one that is k steps old weighs beta**k."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.histories = [[] for _ in self.params]

    def step(self, grads=None):
        """Move every array of ``params``, in place, by one step."""
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        for p, history, g in zip(self.params, self.histories, grads, strict=True):
            if g is None:
                continue
            history.append(np.array(g, dtype=np.float64))
            ages = np.arange(len(history))[::-1]
            past = np.stack(history)  # (steps, *p.shape)
            mean = np.average(past, axis=0, weights=self.betas[0] ** ages)
            square = np.average(past**2, axis=0, weights=self.betas[1] ** ages)
            p[...] = p - self.lr * mean / (np.sqrt(square) + self.eps)
