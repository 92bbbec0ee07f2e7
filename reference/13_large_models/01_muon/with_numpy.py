"""By the singular values themselves, and by averages over all gradients so far."""

import numpy as np


def newton_schulz(g, steps=5, eps=1e-7):
    """Bring the singular values of a matrix near 1, and keep its singular vectors."""
    u, s, vt = np.linalg.svd(g, full_matrices=False)
    s = s / (np.sqrt((s * s).sum(axis=-1, keepdims=True)) + eps)  # the Frobenius norm is that of the singular values
    for _ in range(steps):
        s = 3.4445 * s - 4.7750 * s**3 + 2.0315 * s**5
    return (u * s[..., None, :]) @ vt


class Muon:
    """Keeps every gradient; one that is k steps old weighs momentum**k."""

    def __init__(self, params, lr=2e-3, momentum=0.95, weight_decay=0.1):
        self.params, self.lr, self.momentum, self.decay = list(params), lr, momentum, weight_decay
        if any(p.ndim != 2 for p in self.params):
            raise ValueError(f"shapes {[p.shape for p in self.params]}")
        self.histories = [[] for _ in self.params]

    def step(self, grads=None):
        """Move every matrix of ``params``, in place, by one step."""
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        for p, history, g in zip(self.params, self.histories, grads, strict=True):
            if g is None:
                continue
            history.append(np.array(g))
            ages = np.arange(len(history))[::-1]
            mean = (1 - self.momentum) * sum(self.momentum**age * past for age, past in zip(ages, history, strict=True))
            update = newton_schulz((1 - self.momentum) * g + self.momentum * mean)
            p[...] = p - self.lr * (self.decay * p + 0.2 * np.sqrt(max(p.shape)).item() * update)


def split(named):
    """Tell the matrices that Muon trains from the rest."""
    pairs = [(name.split(".")[0] not in ("tokens", "positions", "head") and p.ndim == 2, p) for name, p in named]
    return [p for inside, p in pairs if inside], [p for inside, p in pairs if not inside]
