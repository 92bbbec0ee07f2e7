"""SGD with the buffer written out: a sum over all gradients so far."""

import numpy as np


class SGD:
    """Keeps every gradient; one that is k steps old weighs momentum**k."""

    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        if lr < 0 or momentum < 0 or weight_decay < 0 or (nesterov and not momentum):
            raise ValueError("no such optimizer")
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.nesterov, self.weight_decay = nesterov, weight_decay
        self.histories = [[] for _ in self.params]

    def step(self, grads=None):
        """Move every array of ``params``, in place, by one step."""
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        for p, history, g in zip(self.params, self.histories, grads, strict=True):
            if g is None:
                continue
            history.append(np.asarray(g, dtype=np.float64) + self.weight_decay * p)
            weights = self.momentum ** np.arange(len(history))[::-1]
            buffer = np.tensordot(weights, np.stack(history), axes=1)
            p[...] = p - self.lr * (history[-1] + self.momentum * buffer if self.nesterov else buffer)
