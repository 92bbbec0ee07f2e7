"""Muon as torch has it, in the dtype of the gradient, where torch itself works in bfloat16."""

import torch


def newton_schulz(g, steps=5, eps=1e-7):
    """Bring the singular values of a matrix near 1, and keep its singular vectors."""
    x = g / (torch.linalg.matrix_norm(g, keepdim=True) + eps)
    if g.shape[-2] > g.shape[-1]:
        return _iterated(x.mT, steps).mT
    return _iterated(x, steps)


def _iterated(x, steps):
    for _ in range(steps):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * (gram @ gram)) @ x
    return x


class Muon:
    """The state that torch.optim.Muon keeps, with the gradients handed to each step."""

    def __init__(self, params, lr=2e-3, momentum=0.95, weight_decay=0.1):
        self.params, self.lr, self.momentum, self.weight_decay = list(params), lr, momentum, weight_decay
        if any(p.ndim != 2 for p in self.params):
            raise ValueError(f"shapes {[tuple(p.shape) for p in self.params]}")
        self.buffers = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self, grads=None):
        """Move every matrix of ``params``, in place, by one step."""
        grads = [p.grad for p in self.params] if grads is None else grads
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        for p, buffer, g in zip(self.params, self.buffers, grads, strict=True):
            if g is not None:
                buffer.lerp_(g, 1 - self.momentum)
                update = newton_schulz(g.lerp(buffer, self.momentum))
                p.mul_(1 - self.lr * self.weight_decay)
                p.add_(update, alpha=-self.lr * 0.2 * max(p.shape) ** 0.5)

    def zero_grad(self):
        """Forget the gradients."""
        for p in self.params:
            p.grad = None


def split(named):
    """Tell the matrices that Muon trains from the rest."""
    matrices, others = [], []
    for name, p in named:
        table = any(name.startswith(first) for first in ("tokens", "positions", "head"))
        (others if table or p.dim() != 2 else matrices).append(p)
    return matrices, others
