import numpy as np


class Adam:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.parameters = {"p" + str(i): p for i, p in enumerate(params)}
        self.learning_rate = lr
        self.beta1, self.beta2 = betas
        self.epsilon = eps
        self.v, self.s = {}, {}
        for key, p in self.parameters.items():
            self.v["d" + key] = np.zeros(p.shape)
            self.s["d" + key] = np.zeros(p.shape)
        self.t = 0

    def step(self, grads):
        self.t = self.t + 1
        v_corrected, s_corrected = {}, {}
        for i, key in enumerate(self.parameters):
            d = "d" + key
            self.v[d] = self.beta1 * self.v[d] + (1 - self.beta1) * grads[i]
            v_corrected[d] = self.v[d] / (1 - np.power(self.beta1, self.t))
            self.s[d] = self.beta2 * self.s[d] + (1 - self.beta2) * np.power(grads[i], 2)
            s_corrected[d] = self.s[d] / (1 - np.power(self.beta2, self.t))
            self.parameters[key] -= self.learning_rate * v_corrected[d] / (np.sqrt(s_corrected[d]) + self.epsilon)
