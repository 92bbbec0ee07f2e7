"""AdamW as torch has it: what torch.optim.AdamW calls at each step."""

import torch
from torch.optim.adamw import adamw  # the class itself would load torch's compiler: seconds


class AdamW:
    """The state that torch.optim.AdamW keeps, with the gradients handed to each step."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        self.params, self.lr, self.betas, self.eps, self.weight_decay = list(params), lr, betas, eps, weight_decay
        self.exp_avgs = [torch.zeros_like(p) for p in self.params]
        self.exp_avg_sqs = [torch.zeros_like(p) for p in self.params]
        self.state_steps = [torch.tensor(0.0, dtype=torch.float64) for _ in self.params]

    @torch.no_grad()
    def step(self, grads=None):
        """Move every array of ``params``, in place, by one step."""
        grads = [p.grad for p in self.params] if grads is None else grads
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        lists = (self.params, grads, self.exp_avgs, self.exp_avg_sqs, self.state_steps)
        due = [[item for item, g in zip(items, grads, strict=True) if g is not None] for items in lists]
        params, grads, exp_avgs, exp_avg_sqs, state_steps = due
        beta1, beta2 = self.betas
        options = {"beta1": beta1, "beta2": beta2, "lr": self.lr, "eps": self.eps, "weight_decay": self.weight_decay}
        adamw(params, grads, exp_avgs, exp_avg_sqs, [], state_steps, amsgrad=False, maximize=False, **options)

    def zero_grad(self):
        """Forget the gradients."""
        for p in self.params:
            p.grad = None
