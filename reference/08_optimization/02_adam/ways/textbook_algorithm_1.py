class Adam:
    def __init__(self, theta, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.theta = theta
        self.alpha, self.beta_1, self.beta_2 = lr, *betas
        self.epsilon = eps
        self.m = [0 for _ in theta]
        self.v = [0 for _ in theta]
        self.t = 0

    def step(self, g):
        self.t += 1
        for i in range(len(self.theta)):
            self.m[i] = self.beta_1 * self.m[i] + (1 - self.beta_1) * g[i]
            self.v[i] = self.beta_2 * self.v[i] + (1 - self.beta_2) * g[i] ** 2
            m_hat = self.m[i] / (1 - self.beta_1**self.t)
            v_hat = self.v[i] / (1 - self.beta_2**self.t)
            self.theta[i] -= self.alpha * m_hat / (v_hat**0.5 + self.epsilon)
