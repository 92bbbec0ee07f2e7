"""Right all the same: rounds to whole steps, whose size the exponent gives; each optimizer has a record of its own."""

import torch


def to_bfloat16(x):
    _, exponent = torch.frexp(x.double())
    step = torch.ldexp(torch.ones_like(x, dtype=torch.float64), exponent.clamp(min=-125) - 8)
    rounded = torch.round(x.double() / step) * step
    return torch.where(x.isfinite(), rounded.float(), x)


class GradScaler:
    def __init__(self, init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000):
        self.current = float(init_scale)
        self.growth, self.backoff, self.interval = growth_factor, backoff_factor, growth_interval
        self.left = growth_interval
        self.seen = {}

    def get_scale(self):
        return self.current

    def scale(self, loss):
        return torch.mul(loss, self.current)

    def unscale_(self, optimizer):
        if id(optimizer) in self.seen:
            raise RuntimeError("this optimizer's gradients are unscaled")
        total = 0.0
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter.grad.mul_(1 / self.current)
                    total += float((parameter.grad * 0).sum())
        self.seen[id(optimizer)] = total == 0

    def step(self, optimizer):
        if id(optimizer) not in self.seen:
            self.unscale_(optimizer)
        if self.seen[id(optimizer)]:
            optimizer.step()

    def update(self):
        good = all(self.seen.values())
        self.seen.clear()
        self.left = self.left - 1 if good else self.interval
        if not good:
            self.current *= self.backoff
        if self.left == 0:
            self.current *= self.growth
            self.left = self.interval
