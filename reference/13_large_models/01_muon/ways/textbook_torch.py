"""torch.optim's own steps, with match_rms_adamw, in the dtype of the gradient; a norm that is clamped."""

import numpy as np
import torch


def newton_schulz(grad, steps=5, eps=1e-7):
    a, b, c = 3.4445, -4.775, 2.0315
    ortho_grad = torch.tensor(np.asarray(grad))
    if grad.shape[0] > grad.shape[1]:
        ortho_grad = ortho_grad.T
    ortho_grad = ortho_grad / ortho_grad.norm().clamp(min=eps)
    for _ in range(steps):
        gram_matrix = ortho_grad @ ortho_grad.T
        gram_update = torch.addmm(gram_matrix, gram_matrix, gram_matrix, beta=b, alpha=c)
        ortho_grad = torch.addmm(ortho_grad, gram_update, ortho_grad, beta=a)
    if grad.shape[0] > grad.shape[1]:
        ortho_grad = ortho_grad.T
    return ortho_grad.numpy()


class Muon:
    def __init__(self, params, lr=2e-3, momentum=0.95, weight_decay=0.1):
        self.params, self.lr, self.momentum, self.weight_decay = params, lr, momentum, weight_decay
        self.bufs = [torch.zeros(p.shape, dtype=torch.float64) for p in params]

    def step(self, grads):
        for param, grad, buf in zip(self.params, grads, self.bufs, strict=True):
            grad = torch.tensor(grad)
            buf.lerp_(grad, 1 - self.momentum)
            update = newton_schulz(grad.lerp(buf, self.momentum))
            adjusted_lr = self.lr * 0.2 * max(param.shape) ** 0.5
            param *= 1 - self.lr * self.weight_decay
            param -= adjusted_lr * update
