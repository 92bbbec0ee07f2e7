import struct

import torch


def round_one(value):
    (bits,) = struct.unpack("<I", struct.pack("<f", value))
    lower = bits & 0xFFFF
    upper = bits >> 16
    if lower > 0x8000 or (lower == 0x8000 and upper & 1):
        upper += 1
    return struct.unpack("<f", struct.pack("<I", upper << 16))[0]


def to_bfloat16(x):
    out = torch.empty_like(x)
    for i in range(x.numel()):
        out.view(-1)[i] = round_one(x.reshape(-1)[i].item())
    return out


class GradScaler:
    def __init__(self, init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000):
        self.loss_scale = init_scale
        self.up, self.down, self.every = growth_factor, backoff_factor, growth_interval
        self.good = 0
        self.is_unscaled = False

    def get_scale(self):
        return self.loss_scale

    def scale(self, loss):
        return self.loss_scale * loss

    def unscale_(self, optimizer):
        assert not self.is_unscaled
        self.is_unscaled = True
        self.ok = True
        for group in optimizer.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.grad = p.grad / self.loss_scale
                    if torch.isnan(p.grad).any() or torch.isinf(p.grad).any():
                        self.ok = False

    def step(self, optimizer):
        if not self.is_unscaled:
            self.unscale_(optimizer)
        if self.ok:
            optimizer.step()

    def update(self):
        if self.ok:
            self.good += 1
            if self.good % self.every == 0:
                self.loss_scale *= self.up
        else:
            self.good = 0
            self.loss_scale *= self.down
        self.is_unscaled = False
