import torch


def to_bfloat16(x):
    i = x.view(torch.int32)
    lsb = (i >> 16) & 1
    rounding_bias = 0x7FFF + lsb
    i = i + rounding_bias
    i = (i >> 16) << 16
    return i.view(torch.float32)


class GradScaler:
    def __init__(self, init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000):
        self.cur_scale = init_scale
        self.cur_iter = 0
        self.last_overflow_iter = -1
        self.scale_factor = growth_factor
        self.backoff_factor = backoff_factor
        self.scale_window = growth_interval
        self.unscaled = False
        self.overflow = False

    @staticmethod
    def _has_inf_or_nan(x):
        cpu_sum = float(x.float().sum())
        return cpu_sum in (float("inf"), -float("inf")) or cpu_sum != cpu_sum

    def get_scale(self):
        return self.cur_scale

    def scale(self, loss):
        return loss * self.cur_scale

    def unscale_(self, optimizer):
        params = [p for group in optimizer.param_groups for p in group["params"]]
        self.overflow = any(self._has_inf_or_nan(p.grad) for p in params)
        for p in params:
            p.grad.mul_(1.0 / self.cur_scale)
        self.unscaled = True

    def step(self, optimizer):
        if not self.unscaled:
            self.unscale_(optimizer)
        if self.overflow:
            return
        optimizer.step()

    def update(self):
        if self.overflow:
            self.cur_scale = self.cur_scale * self.backoff_factor
            self.last_overflow_iter = self.cur_iter
        elif (self.cur_iter - self.last_overflow_iter) % self.scale_window == 0:
            self.cur_scale *= self.scale_factor
        self.cur_iter += 1
        self.unscaled = False
