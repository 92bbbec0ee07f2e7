"""Right all the same: each step by a guess of the data, a network of waves, AdamW, and all data at each step."""

import math

import torch
import torch.nn.functional as F
from torch import nn


def schedule(levels):
    if levels <= 0:
        raise ValueError(f"levels={levels}")
    edges = torch.linspace(0, 1, levels + 1, dtype=torch.float64)
    curve = torch.cos(math.pi / 2 * (edges + 0.008) / 1.008).square()
    kept = torch.maximum(curve[1:] / curve[:-1], torch.tensor(0.001, dtype=torch.float64))
    return kept.log().cumsum(0).exp().float()


def add_noise(x0, t, noise, alpha_bar):
    data, rest = (torch.sqrt(a.index_select(0, t)).to(x0.dtype) for a in (alpha_bar, 1 - alpha_bar))
    axes = (...,) + (None,) * (x0.dim() - 1)
    return torch.addcmul(data[axes] * x0, rest[axes], noise)


def loss(model, x0, alpha_bar, generator):
    n = x0.shape[0]
    noise = torch.empty_like(x0).normal_(generator=generator)
    t = (torch.rand(n, generator=generator, device=x0.device) * len(alpha_bar)).long()
    return F.mse_loss(model(add_noise(x0, t, noise, alpha_bar), t), noise)


class Denoiser(nn.Module):
    def __init__(self, levels):
        super().__init__()
        self.register_buffer("waves", torch.arange(1, 5) * math.pi / levels)
        self.into, self.of_level = nn.Linear(2, 96), nn.Linear(8, 96)
        self.middle, self.last, self.out = nn.Linear(96, 96), nn.Linear(96, 96), nn.Linear(96, 2)

    def forward(self, x, t):
        angles = t[:, None] * self.waves
        level = self.of_level(torch.cat([angles.sin(), angles.cos()], dim=-1).to(x.dtype))
        h = F.silu(self.into(x) + level)
        h = h + F.silu(self.middle(h) + level)
        h = h + F.silu(self.last(h) + level)
        return self.out(h)


def train(model, x0, alpha_bar, steps, generator):
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=0.0)
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: min(1.0, (k + 1) / 100) * (1 - k / steps))
    losses = []
    while len(losses) < steps:
        for rows in torch.randperm(len(x0), generator=generator, device=x0.device).split(400):
            if len(losses) == steps:
                break
            optimizer.zero_grad(set_to_none=True)
            value = loss(model, x0[rows], alpha_bar, generator)
            value.backward()
            optimizer.step()
            rate.step()
            losses += [value.detach().cpu().item()]
    return losses


def sample(model, shape, alpha_bar, generator):
    with torch.no_grad():
        x = torch.empty(shape, dtype=alpha_bar.dtype, device=alpha_bar.device).normal_(generator=generator)
        left = alpha_bar.tolist()
        for t, a in reversed(list(enumerate(left))):
            b = left[t - 1] if t else 1.0
            levels = torch.full((shape[0],), t, dtype=torch.int64, device=x.device)
            guess = model(x, levels)
            x0 = (x - math.sqrt(1 - a) * guess) / math.sqrt(a)
            std = math.sqrt((1 - b) / (1 - a) * (1 - a / b))
            x = math.sqrt(b) * x0 + math.sqrt(max(1 - b - std**2, 0.0)) * guess
            if t:
                x = x + std * torch.empty_like(x).normal_(generator=generator)
    return x
