"""Right all the same: copies of all gradients, summed anew at each step, with loops over the entries."""

import itertools


class SGD:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        if not (lr >= 0 and momentum >= 0 and weight_decay >= 0):
            raise ValueError(f"lr {lr}, momentum {momentum} and weight_decay {weight_decay} can't be negative")
        if nesterov and not momentum:
            raise ValueError("nesterov=True makes no sense with momentum=0")
        self.params, self.lr = list(params), lr
        self.momentum, self.nesterov, self.weight_decay = momentum, nesterov, weight_decay
        self.past = [[] for _ in self.params]

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self, grads=None):
        if grads is not None and not any(getattr(p, "requires_grad", False) for p in self.params):
            return self._step(grads)
        import torch

        with torch.no_grad():
            self._step([p.grad for p in self.params] if grads is None else grads)

    def _step(self, grads):
        if len(self.params) != len(grads):
            raise ValueError(f"{len(grads)} gradients do not fit {len(self.params)} parameters")
        for p, past, g in zip(self.params, self.past, grads, strict=True):
            if g is None:
                continue
            places = list(itertools.product(*map(range, p.shape)))
            past.append({where: float(g[where]) + self.weight_decay * float(p[where]) for where in places})
            weights = [self.momentum**age for age in reversed(range(len(past)))]
            for where in places:
                summed = sum(w * old[where] for w, old in zip(weights, past, strict=True))
                p[where] -= self.lr * (past[-1][where] + self.momentum * summed if self.nesterov else summed)
