"""The correction moved into the learning rate, running products of the betas, updates by augmented assignment."""

import math

from array_api_compat import array_namespace


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.eps = list(params), lr, eps
        self.beta1, self.beta2 = betas
        self.powers = [betas for _ in self.params]
        self.state = []
        for p in self.params:
            xp = array_namespace(p)
            self.state.append((xp.zeros_like(p), xp.zeros_like(p)))

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self, grads=None):
        if grads is None:
            return self.step([p.grad for p in self.params])
        if len(self.params) != len(grads):
            raise ValueError(f"expected {len(self.params)} gradients, got {len(grads)}")
        for i, (p, g, (m, v)) in enumerate(zip(self.params, grads, self.state, strict=True)):
            if g is None:
                continue
            power1, power2 = self.powers[i]
            self.powers[i] = power1 * self.beta1, power2 * self.beta2
            root = math.sqrt(1 - power2)
            rate = self.lr * root / (1 - power1)
            m *= self.beta1
            m += (1 - self.beta1) * g
            v += (1 - self.beta2) * (g**2 - v)
            p = getattr(p, "detach", lambda p=p: p)()
            p[...] = p - rate * m / (v**0.5 + root * self.eps)
