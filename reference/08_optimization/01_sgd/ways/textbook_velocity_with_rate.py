import numpy as np


class SGD:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        self.params = params
        self.lr, self.mu, self.nesterov, self.reg = lr, momentum, nesterov, weight_decay
        self.v = [np.zeros_like(w) for w in params]

    def step(self, grads):
        for i, (w, dw) in enumerate(zip(self.params, grads, strict=True)):
            dw = dw + self.reg * w
            v_prev = self.v[i]
            self.v[i] = self.mu * self.v[i] - self.lr * dw
            if self.nesterov:
                w += -self.mu * v_prev + (1 + self.mu) * self.v[i]
            else:
                w += self.v[i]
