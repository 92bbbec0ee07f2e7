"""Right all the same: looks at what is cut off, and decides; the scale is a tensor."""

import torch


def to_bfloat16(x):
    word = x.view(torch.int32).to(torch.int64) & 0xFFFFFFFF
    kept, rest = word >> 16, word & 0xFFFF
    up = (rest > 0x8000) | ((rest == 0x8000) & (kept % 2 == 1))
    kept = torch.where(x.isnan(), torch.full_like(kept, 0x7FC0), kept + up.to(torch.int64))
    word = kept << 16
    return torch.where(word >= 2**31, word - 2**32, word).to(torch.int32).view(torch.float32)


class GradScaler:
    def __init__(self, init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000):
        self.options = growth_factor, backoff_factor, growth_interval
        self.tensor, self.tracker = torch.tensor(init_scale), 0
        self.unscaled, self.found = False, False

    def get_scale(self):
        return self.tensor.item()

    def scale(self, loss):
        return loss * self.tensor.to(loss.device)

    @torch.no_grad()
    def unscale_(self, optimizer):
        if self.unscaled:
            raise RuntimeError("unscale_ was called before update")
        self.unscaled = True
        for p in (p for group in optimizer.param_groups for p in group["params"]):
            if p.grad is None:
                continue
            if not torch.isfinite(p.grad).all():
                self.found = True
            p.grad.copy_(p.grad / self.tensor.to(p.grad.device))

    def step(self, optimizer):
        if not self.unscaled:
            self.unscale_(optimizer)
        if not self.found:
            return optimizer.step()

    def update(self):
        growth, backoff, interval = self.options
        self.tracker = 0 if self.found else self.tracker + 1
        if self.found:
            self.tensor = self.tensor * backoff
        if self.tracker == interval:
            self.tensor, self.tracker = self.tensor * growth, 0
        self.unscaled = self.found = False
