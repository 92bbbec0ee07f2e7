import math


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = [p.reshape(-1) for p in params]
        self.learning_rate, (self.beta1, self.beta2), self.eps = lr, betas, eps
        self.m_memory = [[0.0] * p.size for p in params]
        self.v_memory = [[0.0] * p.size for p in params]
        self.t = 0

    def step(self, grads):
        self.t += 1
        for p, g, m_memory, v_memory in zip(self.params, grads, self.m_memory, self.v_memory, strict=False):
            for i in range(p.size):
                grad = g.flat[i]
                m = self.beta1 * m_memory[i] + (1.0 - self.beta1) * grad
                v = self.beta2 * v_memory[i] + (1.0 - self.beta2) * grad * grad
                m_hat = m / (1.0 - self.beta1**self.t)
                v_hat = v / (1.0 - self.beta2**self.t)
                m_memory[i] = m
                v_memory[i] = v
                p[i] -= self.learning_rate * m_hat / (math.sqrt(v_hat) + self.eps)
