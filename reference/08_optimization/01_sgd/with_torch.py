"""SGD as torch has it: what torch.optim.SGD calls at each step."""

import torch
from torch.optim.sgd import sgd  # the class itself would load torch's compiler: seconds


class SGD:
    """The buffers that torch.optim.SGD keeps, with the gradients handed to each step."""

    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        if lr < 0 or momentum < 0 or weight_decay < 0 or (nesterov and not momentum):
            raise ValueError("no such optimizer")
        self.params, self.lr = list(params), lr
        self.options = {"momentum": momentum, "nesterov": nesterov, "weight_decay": weight_decay}
        self.buffers = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self, grads=None):
        """Move every array of ``params``, in place, by one step."""
        grads = [p.grad for p in self.params] if grads is None else grads
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        lists = (self.params, grads, self.buffers)
        due = [[item for item, g in zip(items, grads, strict=True) if g is not None] for items in lists]
        sgd(*due, lr=self.lr, dampening=0.0, maximize=False, **self.options)

    def zero_grad(self):
        """Forget the gradients."""
        for p in self.params:
            p.grad = None
