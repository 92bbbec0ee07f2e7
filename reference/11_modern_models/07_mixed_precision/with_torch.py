"""torch's own bfloat16, and its GradScaler on the CPU."""

import torch


def to_bfloat16(x):
    """Round by a cast, there and back."""
    return x.to(torch.float32).to(torch.bfloat16).to(torch.float32)


class GradScaler(torch.amp.GradScaler):
    """torch's, for gradients on the CPU."""

    def __init__(self, init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000):
        super().__init__("cpu", init_scale, growth_factor, backoff_factor, growth_interval)
