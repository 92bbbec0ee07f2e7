import numpy as np


class SGD:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        self.parameters = {"p" + str(i): p for i, p in enumerate(params)}
        self.learning_rate, self.beta = lr, momentum
        self.nesterov, self.lambd = nesterov, weight_decay
        self.u = {}

    def step(self, grads):
        for key, grad in zip(self.parameters, grads, strict=True):
            param = self.parameters[key]
            if self.lambd:
                grad = grad + self.lambd * param
            if key not in self.u:
                self.u[key] = np.zeros(param.shape)
            self.u[key] = self.beta * self.u[key] + grad
            direction = self.beta * self.u[key] + grad if self.nesterov else self.u[key]
            param -= self.learning_rate * direction
