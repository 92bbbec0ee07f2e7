"""In the dtype of the gradient, with Moonlight's factor, and with no write into the gradient."""

import torch


def newton_schulz(G, steps=5, eps=1e-7):
    a, b, c = (3.4445, -4.7750, 2.0315)
    X = torch.as_tensor(G)
    if G.shape[-2] > G.shape[-1]:
        X = X.mT
    X = X / (X.norm(dim=(-2, -1), keepdim=True) + eps)
    for _ in range(steps):
        A = X @ X.mT
        B = b * A + c * A @ A
        X = a * X + B @ X
    if G.shape[-2] > G.shape[-1]:
        X = X.mT
    return X.numpy()


class Muon:
    def __init__(self, params, lr=2e-3, momentum=0.95, weight_decay=0.1):
        self.params = [torch.as_tensor(p) for p in params]
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.state = {}

    def step(self, grads):
        for i, (p, grad) in enumerate(zip(self.params, grads, strict=True)):
            grad = torch.as_tensor(grad)
            buf = self.state.setdefault(i, torch.zeros_like(grad))
            buf.lerp_(grad, 1 - self.momentum)
            update = torch.as_tensor(newton_schulz(grad.lerp(buf, self.momentum)))
            update = update * (0.2 * max(p.shape) ** 0.5)
            p.mul_(1 - self.lr * self.weight_decay)
            p.add_(update, alpha=-self.lr)
