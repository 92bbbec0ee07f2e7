import numpy as np


def init_adam_states(params):
    return [(np.zeros(p.shape), np.zeros(p.shape)) for p in params]


def adam(params, grads, states, hyperparams):
    beta1, beta2 = hyperparams["betas"]
    for p, grad, (v, s) in zip(params, grads, states, strict=False):
        v[:] = beta1 * v + (1 - beta1) * grad
        s[:] = beta2 * s + (1 - beta2) * np.square(grad)
        v_bias_corr = v / (1 - beta1 ** hyperparams["t"])
        s_bias_corr = s / (1 - beta2 ** hyperparams["t"])
        p[:] -= hyperparams["lr"] * v_bias_corr / (np.sqrt(s_bias_corr) + hyperparams["eps"])
    hyperparams["t"] += 1


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.states = init_adam_states(params)
        self.hyperparams = {"lr": lr, "betas": betas, "eps": eps, "t": 1}

    def step(self, grads):
        adam(self.params, grads, self.states, self.hyperparams)
