import numpy as np


def update(w, dw, config):
    config["t"] += 1
    config["m"] = config["beta1"] * config["m"] + (1 - config["beta1"]) * dw
    mt = config["m"] / (1 - config["beta1"] ** config["t"])
    config["v"] = config["beta2"] * config["v"] + (1 - config["beta2"]) * (dw**2)
    vt = config["v"] / (1 - config["beta2"] ** config["t"])
    w += -config["learning_rate"] * mt / (np.sqrt(vt) + config["epsilon"])


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = params
        self.configs = []
        for w in params:
            config = {"learning_rate": lr, "beta1": betas[0], "beta2": betas[1], "epsilon": eps, "t": 0}
            config["m"], config["v"] = np.zeros_like(w), np.zeros_like(w)
            self.configs.append(config)

    def step(self, grads):
        for w, dw, config in zip(self.params, grads, self.configs, strict=False):
            update(w, dw, config)
