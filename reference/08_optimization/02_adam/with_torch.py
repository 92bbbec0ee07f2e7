"""Adam as torch has it: what torch.optim.Adam calls at each step."""

import torch
from torch.optim.adam import adam  # the class itself would load torch's compiler: seconds


class Adam:
    """The state that torch.optim.Adam keeps, with the gradients handed to each step."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.exp_avgs = [torch.zeros_like(p) for p in self.params]
        self.exp_avg_sqs = [torch.zeros_like(p) for p in self.params]
        self.state_steps = [torch.tensor(0.0, dtype=torch.float64) for _ in self.params]

    @torch.no_grad()
    def step(self, grads=None):
        """Move every array of ``params``, in place, by one step."""
        grads = [p.grad for p in self.params] if grads is None else grads
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        beta1, beta2 = self.betas
        lists = (self.params, grads, self.exp_avgs, self.exp_avg_sqs, self.state_steps)
        due = [[item for item, g in zip(items, grads, strict=True) if g is not None] for items in lists]
        params, grads, exp_avgs, exp_avg_sqs, state_steps = due
        options = {"beta1": beta1, "beta2": beta2, "lr": self.lr, "eps": self.eps, "weight_decay": 0.0}
        state = (exp_avgs, exp_avg_sqs, [], state_steps)
        adam(params, grads, *state, amsgrad=False, maximize=False, **options)

    def zero_grad(self):
        """Forget the gradients."""
        for p in self.params:
            p.grad = None
