class SGD:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        self.params = list(params)
        self.gamma = lr
        self.mu = momentum
        self.lam = weight_decay
        self.nesterov = nesterov
        self.b = [None] * len(self.params)

    def step(self, grads):
        for i in range(len(self.params)):
            g = grads[i]
            if self.lam != 0:
                g = g + self.lam * self.params[i]
            if self.mu != 0:
                if self.b[i] is not None:
                    self.b[i] = self.mu * self.b[i] + g
                else:
                    self.b[i] = g
                g = g + self.mu * self.b[i] if self.nesterov else self.b[i]
            self.params[i] -= self.gamma * g
