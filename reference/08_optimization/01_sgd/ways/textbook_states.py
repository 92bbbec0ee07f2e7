import numpy as np


def init_momentum_states(params):
    return [np.zeros(p.shape) for p in params]


def sgd_momentum(params, grads, states, hyperparams):
    for p, grad, v in zip(params, grads, states, strict=False):
        g = grad + hyperparams["wd"] * p
        v[:] = hyperparams["momentum"] * v + g
        step = g + hyperparams["momentum"] * v if hyperparams["nesterov"] else v
        p[:] -= hyperparams["lr"] * step


class SGD:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        self.params = params
        self.states = init_momentum_states(params)
        self.hyperparams = {"lr": lr, "momentum": momentum, "nesterov": nesterov, "wd": weight_decay}

    def step(self, grads):
        sgd_momentum(self.params, grads, self.states, self.hyperparams)
