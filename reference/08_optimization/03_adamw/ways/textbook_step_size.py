import math

import numpy as np


class AdamW:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        self.param_group = {"params": params, "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        self.state = {}

    def step(self, grads):
        group = self.param_group
        beta1, beta2 = group["betas"]
        for i, (p, grad) in enumerate(zip(group["params"], grads, strict=True)):
            state = self.state.setdefault(i, {"step": 0, "exp_avg": np.zeros_like(p), "exp_avg_sq": np.zeros_like(p)})
            state["step"] += 1

            p *= 1 - group["lr"] * group["weight_decay"]
            state["exp_avg"] = state["exp_avg"] * beta1 + (1 - beta1) * grad
            state["exp_avg_sq"] = state["exp_avg_sq"] * beta2 + (1 - beta2) * grad * grad

            bias_correction1 = 1 - beta1 ** state["step"]
            bias_correction2 = 1 - beta2 ** state["step"]
            denom = np.sqrt(state["exp_avg_sq"]) / math.sqrt(bias_correction2) + group["eps"]
            step_size = group["lr"] / bias_correction1
            p -= step_size * state["exp_avg"] / denom
