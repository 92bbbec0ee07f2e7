"""Mixed precision: notice that a step with an infinite gradient is left out whole: no number of it can be trusted."""

import torch


def to_bfloat16(x):
    """Round to the nearest bfloat16, ties to the even one, and keep it as float32."""
    bits = x.view(torch.int32)  # the same memory, read as integers
    last = (bits >> 16) & 1  # the last bit that stays
    rounded = (bits + 0x7FFF + last) & -0x10000  # half a step, less one where the last bit is even
    return torch.where(x.isnan(), x, rounded.view(torch.float32))


class GradScaler:
    """Scales a loss so that the gradients of float16 do not underflow, and finds the scale by itself."""

    def __init__(self, init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000):
        self.factor, self.good_steps, self.finite = init_scale, 0, None
        self.growth_factor, self.backoff_factor, self.growth_interval = growth_factor, backoff_factor, growth_interval

    def get_scale(self):
        """The scale of the next loss."""
        return self.factor

    def scale(self, loss):
        """The loss times the scale."""
        return loss * self.factor

    def unscale_(self, optimizer):
        """Divide the gradients by the scale, in place, and look whether all are finite."""
        if self.finite is not None:
            raise RuntimeError("the gradients are unscaled already: unscale_ comes once between two updates")
        grads = [p.grad for group in optimizer.param_groups for p in group["params"] if p.grad is not None]
        for grad in grads:
            grad /= self.factor
        self.finite = all(bool(grad.isfinite().all()) for grad in grads)

    def step(self, optimizer):
        """Let the optimizer step, unless a gradient is infinite or NaN."""
        if self.finite is None:
            self.unscale_(optimizer)
        if self.finite:
            optimizer.step()

    def update(self):
        """Lower the scale after a bad step, raise it after enough good ones."""
        self.good_steps = self.good_steps + 1 if self.finite else 0
        if not self.finite:
            self.factor *= self.backoff_factor
        elif self.good_steps == self.growth_interval:
            self.factor, self.good_steps = self.factor * self.growth_factor, 0
        self.finite = None
