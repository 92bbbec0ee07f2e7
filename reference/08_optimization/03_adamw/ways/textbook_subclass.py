import numpy as np


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, (self.b1, self.b2), self.eps = params, lr, betas, eps
        self.avg = [np.zeros(p.shape) for p in params]
        self.sqr_avg = [np.zeros(p.shape) for p in params]
        self.i = 0

    def step(self, grads):
        self.i += 1
        for k, (p, grad) in enumerate(zip(self.params, grads, strict=False)):
            self.reg_step(p)
            self.avg[k] = self.b1 * self.avg[k] + (1 - self.b1) * grad
            self.sqr_avg[k] = self.b2 * self.sqr_avg[k] + (1 - self.b2) * grad**2
            unbias_avg = self.avg[k] / (1 - self.b1**self.i)
            unbias_sqr_avg = self.sqr_avg[k] / (1 - self.b2**self.i)
            p -= self.lr * unbias_avg / (np.sqrt(unbias_sqr_avg) + self.eps)

    def reg_step(self, p):
        pass


class AdamW(Adam):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, lr, betas, eps)
        self.wd = weight_decay

    def reg_step(self, p):
        p *= 1 - self.lr * self.wd
